using System.Runtime.CompilerServices;

namespace Colloquy;

/// <summary>Signs the heads of a store's sessions at the ends of turns.</summary>
internal static class HeadSigning
{
    /// <summary>How long the end of a turn waits for its signature.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly ConditionalWeakTable<ISessionStore, IHeadSigner> Signers = [];

    public static void Configure(ISessionStore store, IHeadSigner? signer)
    {
        Signers.Remove(store);
        if (signer is not null)
            Signers.Add(store, signer);
    }

    public static IHeadSigner? Find(ISessionStore store) => Signers.TryGetValue((store as IViewOfStore)?.Shared ?? store, out var signer) ? signer : null;

    /// <summary>Adds the signature of what a turn has come to. A signer that fails does not keep a turn from ending: the head stays unsigned, and an error is logged.</summary>
    public static async ValueTask AppendAsync(SessionLog log, EntryWriter writer, Position turn, string? author)
    {
        if (Find(log.Store) is not { } signer || log.IsEphemeral)
            return;

        using var patience = new CancellationTokenSource(Patience, log.Time);
        try
        {
            var head = await SignAsync(signer, log.Key, writer.Tip, writer.Chain, patience.Token).AsTask().WaitAsync(patience.Token).ConfigureAwait(false);
            writer.Append(new SignatureBody(head), turn, author);
        }
#pragma warning disable CA1031 // Whatever a signer throws, the turn must end.
        catch (Exception e)
#pragma warning restore CA1031
        {
            VerificationLog.NotSigned(log.Logger, e, writer.Tip, log.Key, signer.KeyId);
        }
    }

    public static async ValueTask<HeadSignature> SignAsync(IHeadSigner signer, SessionKey key, Position position, Digest chain, CancellationToken cancellationToken) =>
        new(position, chain, signer.KeyId, signer.Algorithm, await signer.SignAsync(HeadSignature.ToSign(key, position, chain), cancellationToken).ConfigureAwait(false));
}
