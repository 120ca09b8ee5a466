namespace Colloquy.Import;

/// <summary>Represents a source of conversations, such as a file of another library. A derived class reads a source of another kind.</summary>
public abstract class ConversationSource
{
    /// <summary>Creates the source.</summary>
    /// <param name="format">The format, which is a part of the identity of what is imported.</param>
    /// <param name="location">The file, for reports.</param>
    protected ConversationSource(ImportFormat format, string location)
    {
        ArgumentException.ThrowIfNullOrEmpty(location);
        Format = format;
        Location = location;
    }

    /// <summary>Gets the format.</summary>
    public ImportFormat Format { get; }

    /// <summary>Gets the file, for reports.</summary>
    public string Location { get; }

    /// <summary>Gets how far the reading has come.</summary>
    public virtual ImportProgress Progress => default;

    /// <summary>Gets a value that indicates whether the source itself sees to it that no two of its conversations have the same id. Otherwise, the import remembers 16 bytes of each.</summary>
    public virtual bool HasUniqueIds => false;

    /// <summary>Opens a file.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="format">The format; null to detect it from the content.</param>
    /// <param name="id">The id of the conversation in a file that has only one and does not name it; null for the name of the file without its extension.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ImportException">The file cannot be opened, or is in another or an unknown format.</exception>
    public static Task<ConversationSource> OpenAsync(string path, ImportFormat? format = null, string? id = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return SourceDetection.OpenAsync(path, format, id, cancellationToken);
    }

    /// <summary>Reads the conversations, from the beginning at each call.</summary>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="ImportException">The source cannot be read on.</exception>
    public abstract IAsyncEnumerable<ImportedConversation> ReadAsync(CancellationToken cancellationToken = default);
}
