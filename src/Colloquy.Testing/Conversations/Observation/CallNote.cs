namespace Colloquy.Testing;

/// <summary>What an extension notes about the observed call that it answers.</summary>
internal sealed class CallNote
{
    /// <summary>The call that runs; a client or a tool below the observed one finds it here.</summary>
    public static readonly AsyncLocal<CallNote?> Current = new();

    /// <summary>Who calls.</summary>
    public Caller By { get; init; }

    /// <summary>Whether a cassette answered.</summary>
    public bool IsReplayed { get; set; }

    /// <summary>Whether the call never reached its tool host.</summary>
    public bool WasNotMade { get; set; }

    /// <summary>Whether what a cassette answered came from the stand-in.</summary>
    public bool IsStandIn { get; set; }
}

/// <summary>Who calls a tool.</summary>
internal enum Caller
{
    /// <summary>The agent under test.</summary>
    Agent,

    /// <summary>The test, which looks at a host's state.</summary>
    Test,

    /// <summary>A fork, which repeats the calls of the turns that it keeps.</summary>
    Fork,
}
