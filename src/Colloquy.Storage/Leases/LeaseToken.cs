using System.Globalization;

namespace Colloquy.Storage;

/// <summary>Represents the fencing token of a lease. Each grant on a session has a greater token, and only the newest may commit.</summary>
/// <param name="Value">The token, more than 0.</param>
public readonly record struct LeaseToken(long Value)
{
    /// <summary>Returns the number.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
