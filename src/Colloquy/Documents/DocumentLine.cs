using System.Text.Json;

namespace Colloquy;

/// <summary>One line of a document.</summary>
/// <param name="Name">What kind of line it is.</param>
/// <param name="Id">What tells it from others of its kind; empty where there is one only.</param>
internal abstract record DocumentLine(string Name, string Id)
{
    /// <summary>The fields that this version does not know; null for none.</summary>
    public JsonElement? Unknown { get; init; }
}

/// <summary>The first line: whose document it is, and what the log must come to.</summary>
internal sealed record HeaderLine(SessionKey Key) : DocumentLine("session", "")
{
    public required Position Tip { get; init; }

    public required Digest Chain { get; init; }

    public required string Branch { get; init; }

    public required SessionActivity Activity { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public DateTimeOffset? UpdatedAt { get; init; }

    public RetentionPolicy? Retention { get; init; }

    public string? Title { get; init; }

    public required Dictionary<string, string> Metadata { get; init; }
}

/// <summary>An entry.</summary>
internal sealed record EntryLine(Entry Entry) : DocumentLine("entry", Entry.Position.ToString())
{
    /// <summary>What was wrong with it in the session that the document was written of; null when nothing was.</summary>
    public string? Unreadable { get; init; }
}

/// <summary>Content beside the log; it stands before the first entry that refers to it.</summary>
internal sealed record BlobLine(Blob Blob) : DocumentLine("blob", Blob.Hash.ToString());

/// <summary>Where a branch points.</summary>
internal sealed record BranchLine(BranchHead Branch) : DocumentLine("branch", Branch.Name);

/// <summary>The usage of a call that no entry records.</summary>
internal sealed record UsageLine(UsageRecord Record) : DocumentLine("usage", Record.Call.ToString());

/// <summary>The last line.</summary>
internal sealed record EndLine(long Lines, Digest Hash) : DocumentLine("end", "");

/// <summary>A line of a kind that this version does not know; <see cref="DocumentLine.Unknown"/> is all of it.</summary>
internal sealed record UnknownLine() : DocumentLine("", "");
