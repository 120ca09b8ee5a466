namespace Colloquy.Storage;

/// <summary>Defines the part of a store that encrypts with a key for each owner.</summary>
public interface IOwnerKeys
{
    /// <summary>Destroys the key of an owner. The sessions, the state and the memories that it encrypts, here and in every copy of the store without the key, cannot be read any more, by anybody.</summary>
    /// <param name="owner">The owner. When it comes again, it is given a new key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>true when a key was destroyed; false when the owner has none.</returns>
    /// <exception cref="SessionHeldException">A session of the owner is under a legal hold, and would not be readable any more.</exception>
    /// <exception cref="SessionImmutableException">A session of the owner is immutable, and would not be readable any more.</exception>
    /// <remarks>Nothing else is deleted. Other processes can remember the key for a short time. The call may be repeated.</remarks>
    ValueTask<bool> DestroyOwnerKeyAsync(SessionOwner owner, CancellationToken cancellationToken = default);
}
