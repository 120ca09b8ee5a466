namespace Colloquy.Testing;

/// <summary>What an extension notes about the observed call that it answers.</summary>
internal sealed class CallNote
{
    /// <summary>The call that runs; a client or a tool below the observed one finds it here.</summary>
    public static readonly AsyncLocal<CallNote?> Current = new();

    /// <summary>Whether a cassette answered.</summary>
    public bool IsReplayed { get; set; }

    /// <summary>Whether what a cassette answered came from the stand-in.</summary>
    public bool IsStandIn { get; set; }
}
