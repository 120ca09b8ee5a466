namespace Colloquy;

/// <content>Signatures.</content>
public static partial class SessionStoreExtensions
{
    /// <summary>Signs the head of each session of the store at the end of each turn from now on, by an entry of kind <see cref="EntryKind.Signature"/> in the same commit.</summary>
    /// <param name="store">The store.</param>
    /// <param name="signer">The key; null to sign no more. It is not disposed of.</param>
    /// <remarks>The setting belongs to the store object. A signer that fails, or takes more than 10 seconds, does not keep a turn from ending: an error is logged, and the signature of the next turn covers the unsigned one too.</remarks>
    public static void SignHeads(this ISessionStore store, IHeadSigner? signer)
    {
        ArgumentNullException.ThrowIfNull(store);
        HeadSigning.Configure(store, signer);
    }
}
