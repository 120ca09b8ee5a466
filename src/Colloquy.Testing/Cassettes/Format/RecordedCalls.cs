using System.Text.Json;

namespace Colloquy.Testing;

/// <summary>An exchange with a model or a tool.</summary>
internal abstract class RecordedCall
{
    /// <summary>Gets the number of the turn; 0 for what came before the first.</summary>
    public required int Turn { get; init; }

    /// <summary>Gets the line of the file at which it begins; 0 for what is not in a file yet.</summary>
    public int Line { get; init; }

    /// <summary>Gets or sets a value that indicates whether this run replayed or recorded it.</summary>
    public bool IsUsed { get; set; }
}

/// <summary>An exchange with a model.</summary>
internal sealed class RecordedModelCall : RecordedCall
{
    public required ModelRequest Request { get; init; }

    public required RecordedResponse Response { get; init; }

    /// <summary>Gets the messages of the response as requests repeat them.</summary>
    public required IReadOnlyList<RequestMessage> Repeated { get; init; }

    /// <summary>Gets the id of the response.</summary>
    public required string Id { get; init; }
}

/// <summary>An exchange with a tool of a host.</summary>
internal sealed class RecordedToolCall : RecordedCall
{
    /// <summary>What stands for a host that is not known: a stored session knows its tools, and not where they were.</summary>
    public const string AnyHost = "*";

    public required string Host { get; init; }

    public required string Tool { get; init; }

    public required JsonElement Arguments { get; init; }

    /// <summary>Gets what is equal for equal calls.</summary>
    public required string Key { get; init; }

    /// <summary>Gets a value that indicates whether the test looked at the host's state, rather than the agent.</summary>
    public bool IsLook { get; init; }

    public required RecordedOutcome Outcome { get; init; }

    public bool IsOf(string host, string tool) => Tool == tool && (Host == host || Host == AnyHost);
}
