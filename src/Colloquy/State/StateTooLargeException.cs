using System.Globalization;

namespace Colloquy;

/// <summary>Thrown when a value, or all values of a scope together, would become larger than <see cref="StateOptions"/> allow. Nothing was written.</summary>
public sealed class StateTooLargeException : ColloquyException
{
    internal StateTooLargeException(Scope scope, string key, long bytes, long limit, bool isTotal)
        : base(isTotal
            ? $"With state key '{key}' all values of the {scope} scope would have {Show(bytes)} bytes of JSON, and {Show(limit)} are allowed. Remove keys, keep large things elsewhere and their place in the state, or raise StateOptions.MaxTotalBytes."
            : $"The value of state key '{key}' in the {scope} scope has {Show(bytes)} bytes of JSON, and {Show(limit)} are allowed. Keep large things elsewhere and their place in the state, or raise StateOptions.MaxValueBytes.")
    {
        (Scope, StateKey, Bytes, Limit, IsTotal) = (scope, key, bytes, limit, isTotal);
    }

    /// <summary>The scope.</summary>
    public Scope Scope { get; }

    /// <summary>The key that was to be written.</summary>
    public string StateKey { get; }

    /// <summary>How many bytes it would have been: of the value, or of all.</summary>
    public long Bytes { get; }

    /// <summary>How many are allowed.</summary>
    public long Limit { get; }

    /// <summary>Whether it is the limit for all values together.</summary>
    public bool IsTotal { get; }

    private static string Show(long bytes) => bytes.ToString("N0", CultureInfo.InvariantCulture);
}
