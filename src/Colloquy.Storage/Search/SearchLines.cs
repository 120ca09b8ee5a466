namespace Colloquy;

/// <summary>Specifies the messages of a session that are searched.</summary>
public enum SearchLines
{
    /// <summary>The line of the branch, without undone messages and those of other branches.</summary>
    Branch = 0,

    /// <summary>The whole log, including undone messages.</summary>
    Any = 1,
}
