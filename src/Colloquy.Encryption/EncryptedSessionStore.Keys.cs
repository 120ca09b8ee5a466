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

    /// <summary>Lists the owners that have a key, in no particular order, with the ids of the ring's keys that encrypt them. Privileged: it is for the tools of operators.</summary>
    /// <param name="cancellationToken">Cancels the listing.</param>
    /// <exception cref="NotSupportedException">The store that keeps the keys cannot list them: see <see cref="EncryptionOptions.KeyStore"/>.</exception>
    public async IAsyncEnumerable<OwnerKeyInfo> ListOwnerKeysAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var (record, _, problem) in _table.ListAsync(cancellationToken).ConfigureAwait(false))
            yield return record is null ? new OwnerKeyInfo(null, "") { Problem = problem } : new OwnerKeyInfo(record.Owner, record.Keys[0].Ring);
    }
}
