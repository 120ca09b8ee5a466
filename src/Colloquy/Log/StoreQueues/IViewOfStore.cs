namespace Colloquy;

/// <summary>A view of a store that several have, such as one for each principal.</summary>
internal interface IViewOfStore
{
    /// <summary>The store that they share.</summary>
    ISessionStore Shared { get; }
}
