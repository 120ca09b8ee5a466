namespace Colloquy;

/// <summary>Specifies which messages of a session are searched.</summary>
public enum SearchLines
{
    /// <summary>The line of the branch: what was undone, or stands on other branches, is not found.</summary>
    Branch = 0,

    /// <summary>The whole log, also what was undone.</summary>
    Any = 1,
}
