namespace Colloquy.Storage;

/// <summary>Defines an optional part of a store that encrypts, which destroys the key of an owner.</summary>
public interface IOwnerKeys
{
    /// <summary>Destroys the key of an owner. All that was encrypted with it is unreadable from then on, in copies and backups too that do not contain the key.</summary>
    /// <param name="owner">The owner.</param>
    /// <param name="cancellationToken">Cancels the call while it waits.</param>
    /// <returns>true when a key was destroyed; false when the owner has none.</returns>
    ValueTask<bool> DestroyOwnerKeyAsync(SessionOwner owner, CancellationToken cancellationToken = default);
}
