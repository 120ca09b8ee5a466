namespace Colloquy.Mcp;

/// <summary>Specifies which tools of a server need a person's approval.</summary>
/// <remarks>Annotations are what the server says of itself. Of a server that you do not trust, believe none: <see cref="Always"/>.</remarks>
public enum McpApproval
{
    /// <summary>Those that the server calls destructive.</summary>
    AsAnnotated = 0,

    /// <summary>All but those that the server calls read-only, or says to add only: what the protocol has a client assume of tools without annotations.</summary>
    UnlessHarmless = 1,

    /// <summary>All of them, those that only list and read resources and prompts excepted.</summary>
    Always = 2,

    /// <summary>None.</summary>
    Never = 3,
}
