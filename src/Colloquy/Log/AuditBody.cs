using System.Text.Json.Serialization;

namespace Colloquy;

/// <summary>Who did something, and what. In the log of a session it is about the commit that has it; in a trail it is about what is no commit of that log.</summary>
/// <param name="Action">What was done: the value of an <see cref="AuditAction"/>.</param>
internal sealed record AuditBody([property: JsonIgnore] string Action) : EntryBody(EntryKind.Audit)
{
    internal override string? Subject => Action;

    /// <summary>The roles of who did it; null for the session's own user.</summary>
    public string? Role { get; init; }

    /// <summary>What it was done to, without any content, such as the name of a hold; null for nothing to say.</summary>
    public string? Detail { get; init; }

    /// <summary>The newest entry that the session had then; <see cref="Position.Start"/> when it had none, or when the record is about no session.</summary>
    public Position After { get; init; }

    /// <summary>When the session was created that the record is about: a session that is created again under the key is another; null when it is about none.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>The record whose action was refused or failed; null when the record is about an action itself.</summary>
    public Position? Failed { get; init; }

    /// <summary>When it was done, for a record that was copied from the log of a session before the session was deleted; null for any other.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The position that a copied record had in the log; <see cref="Position.Start"/> for any other.</summary>
    public Position From { get; init; }
}
