using System.Globalization;

namespace SyncOps.Engine.Contract;

/// <summary>Bounds of a number, in the unit of the member that has them; the upper one belongs to it, the lower one unless open.</summary>
public readonly record struct NumberRange(double Min, double Max, bool MinIsOpen = false)
{
    /// <summary>The largest rate, amount or cost of any document: far past any floor, and safe to multiply.</summary>
    public const double Largest = 1e9;

    /// <summary>0 and up.</summary>
    public static readonly NumberRange NotNegative = new(0, Largest);

    /// <summary>Above 0.</summary>
    public static readonly NumberRange Positive = new(0, Largest, MinIsOpen: true);

    public static NumberRange UpTo(double max) => new(0, max);

    public static NumberRange PositiveUpTo(double max) => new(0, max, MinIsOpen: true);

    /// <summary>False for NaN and the infinities, whatever the bounds.</summary>
    public bool Contains(double value) => (MinIsOpen ? value > Min : value >= Min) && value <= Max;

    /// <summary>The range in words: <c>above 0 and at most 10080</c>.</summary>
    public override string ToString()
        => string.Create(CultureInfo.InvariantCulture, $"{(MinIsOpen ? "above" : "at least")} {Min} and at most {Max}");
}
