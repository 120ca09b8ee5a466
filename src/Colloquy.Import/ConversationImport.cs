namespace Colloquy.Import;

/// <summary>Imports the conversations of a source into a store.</summary>
/// <remarks>
/// An import reads the source twice: it checks all of it, and writes then. It can be repeated, also after it was killed: what is in the store already is compared and not written again, and messages that
/// the source has gained since are added. Each conversation becomes a session, by commits whose ids follow from the source.
/// </remarks>
public sealed class ConversationImport
{
    private readonly ISessionStore _store;
    private readonly ConversationImportOptions _options;

    /// <summary>Creates an import.</summary>
    /// <param name="store">The store to write to.</param>
    /// <param name="options">The options, which are copied; null for the defaults.</param>
    public ConversationImport(ISessionStore store, ConversationImportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        _store = store;
        _options = options?.Copy() ?? new ConversationImportOptions();
    }

    /// <summary>Imports a source, or says what an import would do (<see cref="ConversationImportOptions.DryRun"/>).</summary>
    /// <param name="source">The source.</param>
    /// <param name="cancellationToken">Cancels the import. What was written until then stays, and the next import goes on from there.</param>
    /// <returns>What was imported, what was there already, and what could not be mapped.</returns>
    /// <exception cref="ImportException">The source cannot be read. Nothing was written.</exception>
    public async Task<ImportReport> RunAsync(ConversationSource source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);

        var checking = new ImportPass(_store, _options, source, writes: false) { ReportsNotes = _options.DryRun, Passes = _options.DryRun ? 1 : 2 };
        var report = await checking.RunAsync(cancellationToken).ConfigureAwait(false);
        if (_options.DryRun)
            return report;

        return await new ImportPass(_store, _options, source, writes: true) { ReportsNotes = true, Passes = 2, Pass = 1 }.RunAsync(cancellationToken).ConfigureAwait(false);
    }
}
