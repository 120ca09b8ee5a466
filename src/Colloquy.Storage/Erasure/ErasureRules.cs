namespace Colloquy.Storage;

/// <summary>Provides the rules of erasure that every store enforces.</summary>
public static class ErasureRules
{
    /// <summary>Checks that the usage of an owner may be given to another.</summary>
    /// <param name="owner">The owner.</param>
    /// <param name="pseudonym">The other owner.</param>
    /// <exception cref="ArgumentException">The owners belong to two applications, or are the same.</exception>
    public static void EnsurePseudonym(SessionOwner owner, SessionOwner pseudonym)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(pseudonym);
        if (owner.App != pseudonym.App || owner == pseudonym)
            throw new ArgumentException($"The usage of {owner} cannot be given to {pseudonym}: the pseudonym is another user of the same application.", nameof(pseudonym));
    }
}
