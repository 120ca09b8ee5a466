using System.Globalization;

namespace Colloquy.Testing;

/// <summary>A number, with its unit where it has one: a currency, or a percent sign.</summary>
internal sealed record NumberValue(decimal Amount, string? Unit = null)
{
    public bool IsMoney => Unit is not null and not "%";

    /// <summary>Whether both are the same number. A unit that only one of them names makes no difference.</summary>
    public bool IsSame(NumberValue other) => Amount == other.Amount && (Unit is null || other.Unit is null || Unit == other.Unit);

    public override string ToString() => Unit switch
    {
        null => Amount.ToString("0.############################", CultureInfo.InvariantCulture),
        "%" => Amount.ToString("0.############################", CultureInfo.InvariantCulture) + "%",
        _ => Unit + Amount.ToString("#,0.00##########################", CultureInfo.InvariantCulture),
    };
}
