namespace Colloquy.Testing;

/// <summary>Represents what a cassette does with the calls of a conversation.</summary>
public enum CassetteMode
{
    /// <summary>Replays what is recorded, and records what is missing. In continuous integration (<c>CI=true</c>) nothing is recorded: what is missing fails.</summary>
    Auto,

    /// <summary>Calls models and tools, and records each turn again.</summary>
    Record,

    /// <summary>Replays, and records nothing: what is missing fails.</summary>
    Replay,

    /// <summary>Calls models and tools. The cassette is neither read nor written.</summary>
    Live,
}

/// <summary>Represents the sides of a conversation that a cassette replays.</summary>
[Flags]
public enum CassetteSides
{
    /// <summary>The models. With this side alone, tools are called: a failure is that of a tool.</summary>
    Models = 1,

    /// <summary>The tools of the hosts, which are then not started. With this side alone, models are called: a failure is that of a model.</summary>
    Tools = 2,

    /// <summary>Models and tools.</summary>
    Both = Models | Tools,
}

/// <summary>Represents what a cassette does from the first request on that differs from what is recorded.</summary>
public enum CassetteDivergence
{
    /// <summary>The turn fails with a <see cref="CassetteMissException"/>.</summary>
    Fail,

    /// <summary>The rest of the conversation calls models and tools, and is not recorded.</summary>
    GoLive,

    /// <summary>The rest of the conversation calls models and tools, and replaces what is recorded. Where nothing may be recorded, the turn fails.</summary>
    RecordTail,
}
