using System.Text.Json.Serialization;

namespace Colloquy;

/// <summary>Represents a legal hold on a session: until it is lifted by its name, nothing of the session can be removed, whatever its policy says.</summary>
public sealed record LegalHold
{
    private const int MaxNameBytes = 256;
    private const int MaxReasonChars = 4_000;

    /// <summary>Creates a hold.</summary>
    /// <param name="name">The name, unique for the session, 1 to 256 bytes in UTF-8, such as the number of a case.</param>
    /// <param name="reason">The reason, 1 to 4,000 characters.</param>
    /// <param name="placedAt">The time at which the hold was placed.</param>
    /// <exception cref="InvalidKeyException">The name breaks the rules for names.</exception>
    /// <exception cref="ArgumentException">The reason is empty, longer than 4,000 characters, or not well-formed Unicode.</exception>
    [JsonConstructor]
    public LegalHold(string name, string reason, DateTimeOffset placedAt)
    {
        Name = KeyRules.Check(name, "name of a hold", MaxNameBytes, nameof(name));
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        if (reason.Length > MaxReasonChars || LoneSurrogates.HasOne(reason))
            throw new ArgumentException($"The reason of a hold has at most {MaxReasonChars} characters of well-formed Unicode; this one has {reason.Length}.", nameof(reason));
        Reason = reason;
        PlacedAt = DateTimeOffset.FromUnixTimeMilliseconds(placedAt.ToUnixTimeMilliseconds());
    }

    /// <summary>Gets the name.</summary>
    public string Name { get; }

    /// <summary>Gets the reason.</summary>
    public string Reason { get; }

    /// <summary>Gets the time at which the hold was placed, in whole milliseconds.</summary>
    public DateTimeOffset PlacedAt { get; }

    /// <summary>Gets the person or program that placed the hold; null when nobody was named.</summary>
    public string? PlacedBy { get; init; }
}
