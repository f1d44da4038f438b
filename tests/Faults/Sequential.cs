// Each test kills and starts hosts and watches the time that they take: two at once would disturb each other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
