namespace SyncOps.Engine.Dispatch;

/// <summary>What a resource is bound to at an event.</summary>
public enum PostKind
{
    /// <summary>May work anywhere at once (it has no set-ups).</summary>
    Free,

    /// <summary>Is set up for a sector; works there at once, elsewhere after a set-up.</summary>
    Ready,

    /// <summary>On the way to a sector or being set up for it; nothing to decide until then.</summary>
    SettingUp,

    /// <summary>Has a unit in work that it may not leave; nothing to decide until it is served.</summary>
    Working,
}

/// <summary>Where a resource stands; <see cref="Sector"/> is -1 for <see cref="PostKind.Free"/>.</summary>
public readonly record struct DispatchPost(PostKind Kind, int Sector)
{
    public static readonly DispatchPost Free = new(PostKind.Free, -1);

    internal bool Decides => Kind is PostKind.Free or PostKind.Ready;

    /// <summary>The posts that a kind of resource can hold, in fixed order.</summary>
    public static IReadOnlyList<DispatchPost> Of(DispatchResource resource)
    {
        var posts = new List<DispatchPost>();
        if (resource.SetUpHours is null) posts.Add(Free);
        for (var j = 0; j < resource.UnitsPerHour.Count; j++)
        {
            if (resource.UnitsPerHour[j] <= 0) continue;
            if (resource.SetUpHours is { } setUp)
            {
                posts.Add(new DispatchPost(PostKind.Ready, j));
                if (setUp[j] > 0) posts.Add(new DispatchPost(PostKind.SettingUp, j));
            }
            if (!resource.Interruptible) posts.Add(new DispatchPost(PostKind.Working, j));
        }
        return posts;
    }
}

/// <summary>
/// The floor at an event. <see cref="Units"/> by sector, in work included; <see cref="Posts"/> by resource, kinds in the model's order.
/// </summary>
public sealed record DispatchState(IReadOnlyList<int> Units, IReadOnlyList<DispatchPost> Posts);
