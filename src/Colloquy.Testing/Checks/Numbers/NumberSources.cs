namespace Colloquy.Testing;

/// <summary>Represents what the numbers of an answer may come from.</summary>
[Flags]
public enum NumberSources
{
    /// <summary>The results of the tools that were called in the turn.</summary>
    Results = 1,

    /// <summary>The messages of the user in the turn.</summary>
    Input = 2,

    /// <summary>The messages and results of earlier turns.</summary>
    History = 4,
}
