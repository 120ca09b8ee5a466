using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace Colloquy;

/// <summary>Reads the audit for a caller, who may have a store of a principal.</summary>
internal static class AuditReading
{
    /// <summary>Reads the audit of a session, or of what concerns no single one when the key is null.</summary>
    public static async IAsyncEnumerable<AuditRecord> ReadAsync(ISessionStore store, SessionKey? key, ILogger logger, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (store.FindPrincipal() is { } principal)
        {
            await principal.ReadAuditAsync(key, cancellationToken).ConfigureAwait(false);
            store = principal.Shared;
        }

        if (key is not null)
        {
            await foreach (var record in AuditReader.ReadAsync(store, key, logger, cancellationToken).ConfigureAwait(false))
                yield return record;
            yield break;
        }

        await foreach (var (record, _) in AuditReader.ReadAllAsync(store, AuditNames.Administration, logger, cancellationToken).ConfigureAwait(false))
            yield return record;
    }
}
