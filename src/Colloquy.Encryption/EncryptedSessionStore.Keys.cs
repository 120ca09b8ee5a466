using System.Runtime.CompilerServices;

namespace Colloquy.Encryption;

public sealed partial class EncryptedSessionStore
{
    /// <summary>Puts the keys of all owners under the newest key of the ring. Nothing else is written: data is encrypted with the owners' keys as before. Afterwards the older keys of the ring are not needed.</summary>
    /// <param name="progress">Receives the number of owners after each; null for none.</param>
    /// <param name="cancellationToken">Cancels the work between two owners. A later call goes on: owners that are done are read and left as they are.</param>
    /// <returns>What was done. A key that the ring cannot decrypt stays as it is and is among the problems.</returns>
    /// <remarks>Sessions can be read and written meanwhile, also by processes that have the older keys only, until the owner's key is needed again.</remarks>
    /// <exception cref="NotSupportedException">The store that keeps the keys cannot list them: see <see cref="EncryptionOptions.KeyStore"/>.</exception>
    public async Task<KeyRotation> RotateKeysAsync(IProgress<KeyRotation>? progress = null, CancellationToken cancellationToken = default)
    {
        var (done, rewrapped, problems) = (0L, 0L, new List<string>());
        await foreach (var (record, version, unreadable) in _table.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            done++;
            if (record is null)
            {
                problems.Add(unreadable!);
                continue;
            }

            try
            {
                rewrapped += await _owners.RewrapAsync(record, version, cancellationToken).ConfigureAwait(false) ? 1 : 0;
            }
            catch (EncryptionKeyException problem)
            {
                problems.Add($"The key of {record.Owner} was left as it is. {problem.Message}");
            }

            progress?.Report(new KeyRotation(done, rewrapped, [.. problems]));
        }

        return new KeyRotation(done, rewrapped, problems);
    }

    /// <summary>Gives all owners and sessions new keys, encrypts everything with those where it is, and destroys the old keys.</summary>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="progress">Receives what was done, after each part of it; null for none.</param>
    /// <param name="cancellationToken">Cancels the work at any point. A later call goes on: owners and sessions that are done are not encrypted again.</param>
    /// <returns>What was done. What cannot be decrypted stays as it is, with its old keys, and is among the problems.</returns>
    /// <remarks>
    /// Applications go on reading and writing meanwhile, also in other processes. At each moment, also after the death of the process, everything can be read with the keys that are stored. Positions,
    /// hashes, chain, receipts, versions and times stay, so that nothing that was signed or verified changes; sessions that are immutable or under a legal hold are encrypted anew too.
    /// </remarks>
    /// <exception cref="NotSupportedException">The store that keeps the data is no <see cref="IContentRewriting"/> or no <see cref="ISessionCopy"/>, or the store that keeps the keys cannot list them.</exception>
    public async Task<RekeyReport> RekeyAsync(RekeyOptions? options = null, IProgress<RekeyReport>? progress = null, CancellationToken cancellationToken = default)
    {
        _ = (Require<IContentRewriting>(), Require<ISessionCopy>());
        var chosen = (options ?? new RekeyOptions()).Copy();
        var told = new RekeyProgress(progress);
        var owners = new OwnerRekeying(Inner, _owners, _sessions, _state, told);
        await new StoreRekeying(_table, _owners, owners, told, _time).RunAsync(chosen.Owner, chosen.KeyCacheDuration ?? _keyCacheDuration, ScrubAsync, cancellationToken).ConfigureAwait(false);
        return told.Report;

        async Task ScrubAsync()
        {
            if (!chosen.Scrub || (chosen.Owner is not null && told.Report.Owners == 0) || Inner.GetService<IErasure>() is null)
                return;

            try
            {
                var isScrubbed = await this.ScrubAsync(cancellationToken).ConfigureAwait(false);
                told.Tell(report => report with { IsScrubbed = isScrubbed });
            }
            catch (StoreException busy) when (busy.IsTransient)
            {
                told.Note($"The storage was not overwritten where it has what was replaced. {busy.Message}");
            }
        }
    }

    /// <summary>Lists the owners that have a key, in no particular order, with the ids of the ring's keys that encrypt them. Privileged: it is for the tools of operators.</summary>
    /// <param name="cancellationToken">Cancels the listing.</param>
    /// <exception cref="NotSupportedException">The store that keeps the keys cannot list them: see <see cref="EncryptionOptions.KeyStore"/>.</exception>
    public async IAsyncEnumerable<OwnerKeyInfo> ListOwnerKeysAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var (record, _, problem) in _table.ListAsync(cancellationToken).ConfigureAwait(false))
            yield return record is null ? new OwnerKeyInfo(null, "") { Problem = problem } : new OwnerKeyInfo(record.Owner, record.Keys[0].Ring) { IsRekeying = record.Stage != RekeyStage.None };
    }
}
