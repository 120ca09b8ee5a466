namespace Colloquy.Import;

/// <summary>An item that is about to be committed.</summary>
/// <param name="Item">The item.</param>
/// <param name="Chain">The chain over the branch's items up to this one.</param>
/// <param name="IsLeftOut">Whether it is counted, and not written.</param>
internal readonly record struct PendingItem(ImportedItem Item, Digest Chain, bool IsLeftOut);
