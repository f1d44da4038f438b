using SyncOps.Engine.Horizon;

namespace SyncOps.Lab.Solve;

/// <summary>What really happens on a floor, by the law that the model states and nothing of the engine.</summary>
public static class Plant
{
    /// <summary>What waits after the first bucket, when so many of each class are where at its end.</summary>
    public static double[] Step(HorizonModel model, int[] staffAfter)
    {
        var (capacity, after) = (new double[model.Sectors], new double[model.Sectors]);
        var kept = model.MoveLoss is null ? 0 : 1 - model.MoveLoss[0];
        for (var i = 0; i < staffAfter.Length; i++)
        {
            var (stay, come) = (Math.Min(model.Staff[i], staffAfter[i]), Math.Max(0, staffAfter[i] - model.Staff[i]));
            capacity[i % model.Sectors] += model.Rates[i] * (stay + kept * come);
        }
        for (var j = 0; j < model.Sectors; j++)
        {
            var available = model.Backlog[j] + model.Arrivals[j];
            var served = Math.Min(available, capacity[j]);
            after[j] += available - served;
            foreach (var link in model.Links)
                if (link.From == j) after[link.To] += served * link.Units;
        }
        return after;
    }
}
