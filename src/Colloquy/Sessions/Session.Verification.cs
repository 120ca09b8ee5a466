namespace Colloquy;

/// <content>What proves what was said.</content>
public sealed partial class Session
{
    /// <summary>Verifies the whole log of the session: the hash of every entry, the chain over all of them, signatures, and the content that is stored outside the log.</summary>
    /// <param name="options">The options; null for the defaults, with which signatures are not verified.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The result, with the first entry that does not fit.</returns>
    /// <remarks>The log is read page by page, up to the last entry that it had when the call began. A chain without a key shows an accident or a careless change: whoever can write to the store can also compute the chain anew. Signatures (<see cref="SessionStoreExtensions.SignHeads"/>) show that too.</remarks>
    /// <exception cref="SessionNotFoundException">The session was deleted.</exception>
    public Task<SessionVerification> VerifyAsync(VerifyOptions? options = null, CancellationToken cancellationToken = default) =>
        new SessionVerifier(Log.Store, Key, options?.Copy() ?? new VerifyOptions()).RunAsync(cancellationToken);

    /// <summary>Signs the chain at the last entry of the session. Nothing is written: keep the signature apart from the store, so that a log that is cut off later is found (<see cref="VerifyOptions.KnownHeads"/>).</summary>
    /// <param name="signer">The key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="SessionNotFoundException">The session was deleted.</exception>
    public async Task<HeadSignature> SignHeadAsync(IHeadSigner signer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(signer);
        var record = await Log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        return await HeadSigning.SignAsync(signer, Key, record.Tip, record.Chain, cancellationToken).ConfigureAwait(false);
    }
}
