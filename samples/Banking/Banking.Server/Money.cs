using System.Globalization;

namespace Banking;

/// <summary>Writes amounts of money.</summary>
internal static class Money
{
    /// <summary>Returns an amount such as <c>$1,500.00</c>.</summary>
    public static string Format(decimal amount) => amount.ToString("$#,##0.00;-$#,##0.00", CultureInfo.InvariantCulture);
}
