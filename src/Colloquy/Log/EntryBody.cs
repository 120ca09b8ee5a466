using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>What an entry says, decoded from its payload.</summary>
internal abstract record EntryBody
{
    private protected EntryBody(EntryKind kind) => Kind = kind;

    /// <summary>The kind under which the body is stored.</summary>
    [JsonIgnore]
    public EntryKind Kind { get; }

    /// <summary>What the entry is about, for its header.</summary>
    [JsonIgnore]
    internal virtual string? Subject => null;
}

/// <summary>One message of the conversation.</summary>
/// <param name="Message">The message.</param>
internal sealed record MessageBody(ChatMessage Message) : EntryBody(EntryKind.Message)
{
    internal override string? Subject => Message.Role.Value;

    /// <summary>Whether the message is not stored, or was not when it was written.</summary>
    internal bool IsWithheld => Message.IsTransient();

    /// <summary>Whether the message is what had arrived of an answer when its stream was cancelled or broke. It is kept for people, and not shown to a model.</summary>
    public bool Partial { get; init; }

    /// <summary>How long the tool took that returned this result; null for any other message.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>The id of the session, of the same app and user, in which the agent worked that returned this result; null for any other message.</summary>
    public string? ChildSession { get; init; }

    /// <summary>The failure of the tool that returned this result, for people; null when it did not fail.</summary>
    public string? Error { get; init; }

    /// <summary>Whether the message stands as the result of a call that waits for a person. It stays when there is an outcome, which is told by a message of its own.</summary>
    public bool Placeholder { get; init; }

    /// <summary>The placeholder of the call whose outcome the message tells; null for any other message.</summary>
    public Position? Outcome { get; init; }
}

/// <summary>One call of a model.</summary>
internal sealed record ModelCallBody() : EntryBody(EntryKind.ModelCall)
{
    internal override string? Subject => Model;

    /// <summary>The id of the call, unique for ever: the key of its usage record.</summary>
    public required Guid Call { get; init; }

    /// <summary>The model that answered, or else that was asked.</summary>
    public string? Model { get; init; }

    /// <summary>The provider, as <see cref="ChatClientMetadata.ProviderName"/> names it.</summary>
    public string? Provider { get; init; }

    /// <summary>The options of the call without instructions and tools.</summary>
    public JsonElement? Options { get; init; }

    /// <summary>What the call was for, when it was not to answer: <c>summary</c>, <c>importance</c>; null for an answer.</summary>
    public string? Purpose { get; init; }

    /// <summary>The window that the model was shown: the messages of the line within these ranges of positions, balanced.</summary>
    public IReadOnlyList<PositionRange> Window { get; init; } = [];

    /// <summary>What was shown otherwise than it stands on the line, and what was shown besides; null for nothing.</summary>
    public IReadOnlyList<MessageEdit>? Edits { get; init; }

    /// <summary>Where the window was cut: of the messages before this position only some were shown, each for a reason of its own; null when it was not.</summary>
    public Position? Cut { get; init; }

    /// <summary>How many tokens the prompt has by the counter, uncalibrated: messages, instructions and tools; 0 when they were not counted.</summary>
    public long Estimate { get; init; }

    /// <summary>The hash of the instructions; their text is a blob of the session.</summary>
    public Digest? Instructions { get; init; }

    /// <summary>The hash of the tools' declarations; their text is a blob of the session.</summary>
    public Digest? Tools { get; init; }

    /// <summary>What context providers added to the call, in order; null for nothing.</summary>
    public IReadOnlyList<ContextShare>? Context { get; init; }

    /// <summary>What the call used, as the service reported it; null when it reported nothing.</summary>
    public UsageDetails? Usage { get; init; }

    /// <summary>The names of the tools that the response asked for, one for each call; null when it asked for none.</summary>
    public IReadOnlyList<string>? Called { get; init; }

    /// <summary>What the call cost in US dollars, when its price was known at the time.</summary>
    public decimal? Cost { get; init; }

    /// <summary>Whether a cache answered, so that no model was called and nothing was used.</summary>
    public bool FromCache { get; init; }

    /// <summary>How long the call took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Why the model stopped, as <see cref="ChatFinishReason"/> names it.</summary>
    public string? FinishReason { get; init; }

    /// <summary>The service's id of the response.</summary>
    public string? Response { get; init; }

    /// <summary>The service's id of the conversation, where the service keeps it.</summary>
    public string? Conversation { get; init; }

    /// <summary>The position up to which the service had the conversation already, so that only what comes after it was sent; <see cref="Position.Start"/> when it had nothing of it; null when it was asked to go on in none.</summary>
    public Position? KeptUpTo { get; init; }

    /// <summary>What went wrong, for people; null when the call succeeded.</summary>
    public string? Error { get; init; }
}

/// <summary>A write of one key of the session's state.</summary>
/// <param name="Key">The key.</param>
internal sealed record StateBody(string Key) : EntryBody(EntryKind.State)
{
    internal override string? Subject => Key;

    /// <summary>The value, which may be JSON's null; null when the key was removed.</summary>
    public JsonElement? Value { get; init; }

    /// <summary>Whether the key was removed.</summary>
    public bool Removed { get; init; }

    /// <summary>Whether U+FFFD replaces a lone surrogate in the value.</summary>
    [JsonIgnore]
    internal bool IsReplaced { get; init; }
}

/// <summary>A write of one key of the state of the session's user or application, committed together with what it wrote.</summary>
/// <param name="Key">The key.</param>
internal sealed record ScopedStateBody(string Key) : EntryBody(EntryKind.ScopedState)
{
    internal override string? Subject => Key;

    /// <summary>Whose state: <see cref="Scope.User"/> or <see cref="Scope.App"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    [JsonConverter(typeof(JsonStringEnumConverter<Scope>))]
    public required Scope Scope { get; init; }

    /// <summary>The version that the write made.</summary>
    public required StateVersion Version { get; init; }

    /// <summary>The value, which may be JSON's null; null when the key was removed.</summary>
    public JsonElement? Value { get; init; }

    /// <summary>Whether the key was removed.</summary>
    public bool Removed { get; init; }

    /// <summary>Whether U+FFFD replaces a lone surrogate in the value.</summary>
    [JsonIgnore]
    internal bool IsReplaced { get; init; }
}

/// <summary>A head that moved.</summary>
internal sealed record HeadMoveBody() : EntryBody(EntryKind.HeadMove)
{
    internal override string? Subject => Branch;

    /// <summary>The branch whose head moved.</summary>
    public required string Branch { get; init; }

    /// <summary>Where the head was.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required Position From { get; init; }

    /// <summary>Where it is now.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required Position To { get; init; }

    /// <summary>Why it moved: <c>pop</c>, <c>undo</c>, <c>clear</c>, <c>rollback</c>, <c>retry</c>, <c>edit</c>, <c>redo</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>The entry that moved the branch before this one, or made it; <see cref="Position.Start"/> when there is none.</summary>
    public Position Previous { get; init; }

    /// <summary>The entry that made the branch; <see cref="Position.Start"/> for <c>main</c>.</summary>
    public Position Made { get; init; }

    /// <summary>The move that a redo takes back when it has taken back this one, or, when this one is a redo, next; <see cref="Position.Start"/> when there is none.</summary>
    public Position Earlier { get; init; }

    /// <summary>Answers to approvals that were given on the branch so far and may stand on what the head has left: they count all the same; null for none.</summary>
    public IReadOnlyList<Position>? Answers { get; init; }

    /// <summary>The starts of turns that waited on the branch, and whose outcome was told on what the head has left: they do not wait again; null for none.</summary>
    public IReadOnlyList<Position>? Told { get; init; }

    /// <summary>Whether a redo takes this move back.</summary>
    [JsonIgnore]
    internal bool IsUndoing => Reason != Redo;

    internal const string Redo = "redo";
}

/// <summary>A branch that was made, became current, or was deleted.</summary>
internal sealed record BranchBody() : EntryBody(EntryKind.Branch)
{
    internal override string? Subject => Branch;

    /// <summary>The branch.</summary>
    public required string Branch { get; init; }

    /// <summary>What became of it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    [JsonConverter(typeof(JsonStringEnumConverter<BranchChange>))]
    public required BranchChange Change { get; init; }

    /// <summary>Where it pointed then.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required Position Head { get; init; }

    /// <summary>The branch that a branch that was made comes from, or that was current before one that became it.</summary>
    public string? Source { get; init; }
}

/// <summary>What became of a branch.</summary>
internal enum BranchChange
{
    /// <summary>It was made.</summary>
    Made = 0,

    /// <summary>It became the current one.</summary>
    BecameCurrent = 1,

    /// <summary>It was deleted. Its entries stay.</summary>
    Deleted = 2,
}

/// <summary>A summary that a model wrote of older messages. It removes nothing: it takes their place in the windows of later calls on its line.</summary>
internal sealed record SummaryBody() : EntryBody(EntryKind.Summary)
{
    /// <summary>The messages of the line whose place it takes.</summary>
    public required PositionRange Covers { get; init; }

    /// <summary>What the model wrote.</summary>
    public required string Text { get; init; }

    /// <summary>The earlier summary that went into this one; null for none.</summary>
    public Position? Earlier { get; init; }

    /// <summary>Whether not all of what it covers went into it: what was too old for the model to be given, or was shown beside it. Pruning has such a part summed up before it removes it.</summary>
    public bool Partial { get; init; }

    /// <summary>The id of the model call that wrote it.</summary>
    public Guid Call { get; init; }
}

/// <summary>How much older messages matter, as a model judged.</summary>
internal sealed record ImportanceBody() : EntryBody(EntryKind.Importance)
{
    /// <summary>The position before which everything was judged, or is too old to be.</summary>
    public required Position Before { get; init; }

    /// <summary>What was judged now, and what of earlier judgements still counts.</summary>
    public required IReadOnlyList<ImportanceScore> Scores { get; init; }

    /// <summary>The id of the model call that judged.</summary>
    public Guid Call { get; init; }
}

/// <summary>A conversation that one agent handed over to another, which has it from here on along the branch.</summary>
internal sealed record HandoffBody() : EntryBody(EntryKind.Handoff)
{
    internal override string? Subject => To;

    /// <summary>The agent that had it; null for whichever the application ran.</summary>
    public string? From { get; init; }

    /// <summary>The agent that has it now; null for whichever the application runs.</summary>
    public string? To { get; init; }

    /// <summary>What the model gave as the reason; null when it gave none.</summary>
    public string? Reason { get; init; }

    /// <summary>The tool call by which the model handed it over; null when the application did.</summary>
    public string? Call { get; init; }
}

/// <summary>The session was closed or reopened.</summary>
/// <param name="Closed">Whether it is closed now.</param>
internal sealed record LifecycleBody(bool Closed) : EntryBody(EntryKind.Lifecycle)
{
    internal override string? Subject => Closed ? "closed" : "reopened";
}

/// <summary>A removal by retention: entries that keep their headers and hashes, and no longer say what they said.</summary>
internal sealed record PruneBody() : EntryBody(EntryKind.Prune)
{
    internal override string? Subject => Strategy;

    /// <summary>What decided it, such as <c>keep-last 50</c>.</summary>
    public required string Strategy { get; init; }

    /// <summary>Who wanted it; null when nobody was named.</summary>
    public string? By { get; init; }

    /// <summary>Where payloads were removed by this entry, in order.</summary>
    public required IReadOnlyList<PositionRange> Ranges { get; init; }

    /// <summary>The kinds of entries that lost theirs; others within the ranges kept them.</summary>
    public required IReadOnlyList<string> Kinds { get; init; }

    /// <summary>How many messages were removed.</summary>
    public long Messages { get; init; }

    /// <summary>Where payloads have been removed by now, by this entry and those before it, in order.</summary>
    public required IReadOnlyList<PositionRange> Total { get; init; }

    /// <summary>The prune entry before this one; <see cref="Position.Start"/> when it is the first.</summary>
    public Position Previous { get; init; }
}

/// <summary>What an entry says that was pruned: nothing any more. Its header and hashes are left.</summary>
/// <param name="StoredKind">The kind of the entry.</param>
internal sealed record PrunedBody(EntryKind StoredKind) : EntryBody(StoredKind);

/// <summary>What an entry says that cannot be read: its stored form is damaged. A warning was logged; readers pass over it, and the session can be used.</summary>
/// <param name="StoredKind">The kind of the entry; <c>unreadable</c> when that cannot be read either.</param>
/// <param name="Problem">What is wrong, as the end of a sentence.</param>
internal sealed record UnreadableBody(EntryKind StoredKind, string Problem) : EntryBody(StoredKind);

/// <summary>A body of a kind that this version does not know, kept as it is.</summary>
/// <param name="StoredKind">The kind under which it is stored.</param>
/// <param name="Raw">Its JSON.</param>
internal sealed record UnknownBody(EntryKind StoredKind, JsonElement Raw) : EntryBody(StoredKind);
