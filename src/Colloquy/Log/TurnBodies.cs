using System.Globalization;
using System.Text.Json.Serialization;

namespace Colloquy;

/// <summary>The start of a turn. Its position identifies the turn.</summary>
internal sealed record TurnStartBody() : EntryBody(EntryKind.TurnStart)
{
    internal override string? Subject => Number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The number of the turn along its branch, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>Whether the turn's messages were added from outside, not run: it has no end entry, and is complete.</summary>
    public bool Added { get; init; }

    /// <summary>Whether the tool calls of one response may run at the same time.</summary>
    public bool ParallelTools { get; init; }

    /// <summary>The beginning of the user's input, up to 200 characters.</summary>
    public string? Input { get; init; }

    /// <summary>The turn whose calls waited for a person, and whose outcome is the input of this one; null for any other input.</summary>
    public DeferredTurn? Tells { get; init; }
}

/// <summary>The end of a turn.</summary>
internal sealed record TurnEndBody() : EntryBody(EntryKind.TurnEnd)
{
    internal const string Waiting = "waiting";

    internal override string? Subject => StatusName;

    private string StatusName => Status switch
    {
        TurnStatus.Completed => "completed",
        TurnStatus.Failed => "failed",
        TurnStatus.Cancelled => "cancelled",
        TurnStatus.Interrupted => "interrupted",
        TurnStatus.Limited => "limited",
        TurnStatus.Waiting => Waiting,
        _ => "running",
    };

    /// <summary>The status that a header names; a turn of which nothing else is known is complete.</summary>
    internal static TurnStatus ReadStatus(string? subject) => subject switch
    {
        "failed" => TurnStatus.Failed,
        "cancelled" => TurnStatus.Cancelled,
        "interrupted" => TurnStatus.Interrupted,
        "limited" => TurnStatus.Limited,
        Waiting => TurnStatus.Waiting,
        _ => TurnStatus.Completed,
    };

    /// <summary>How the turn ended.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    [JsonConverter(typeof(JsonStringEnumConverter<TurnStatus>))]
    public required TurnStatus Status { get; init; }

    /// <summary>The limit that ended it, when one did.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<RunLimit>))]
    public RunLimit? Limit { get; init; }

    /// <summary>The ids of the calls whose results the turn waits for from its caller; null for none.</summary>
    public IReadOnlyList<string>? Calls { get; init; }

    /// <summary>The type of the exception that ended it, for people.</summary>
    public string? ErrorType { get; init; }

    /// <summary>The message of the exception that ended it.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>How long the turn took, in the process that ended it.</summary>
    public TimeSpan? Duration { get; init; }
}
