using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Colloquy;

/// <summary>Represents the options for storing and searching memories.</summary>
public sealed class MemoryOptions
{
    /// <summary>Gets or sets the embedding generator, by which memories are also found by their meaning; null to search words only. The caller disposes it.</summary>
    public IEmbeddingGenerator<string, Embedding<float>>? Embeddings { get; set; }

    /// <summary>Gets or sets the name of the embedding model, with which vectors are stored. Vectors with another name are not compared.</summary>
    /// <value>The default is the model that the generator names. A generator that names none needs this property.</value>
    public string? EmbeddingModel { get; set; }

    /// <summary>Gets or sets the maximum number of bytes of a memory's text in UTF-8, from 1.</summary>
    /// <value>The default is 8,192.</value>
    public int MaxTextBytes { get; set => field = AtLeastOne(value, nameof(MaxTextBytes)); } = 8 * 1024;

    /// <summary>Gets or sets the maximum number of bytes of a memory's metadata, names and values together, from 1.</summary>
    /// <value>The default is 4,096.</value>
    public int MaxMetadataBytes { get; set => field = AtLeastOne(value, nameof(MaxMetadataBytes)); } = 4 * 1024;

    /// <summary>Gets or sets the maximum number of memories of an owner, from 1.</summary>
    /// <value>The default is 100,000.</value>
    public int MaxMemories { get; set => field = AtLeastOne(value, nameof(MaxMemories)); } = 100_000;

    /// <summary>Gets or sets the clock that provides the times of memories. Memories of a session use the clock of the session.</summary>
    /// <value>The default is the system's clock.</value>
    public TimeProvider TimeProvider
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value, nameof(TimeProvider));
            field = value;
        }
    } = TimeProvider.System;

    /// <summary>Gets or sets the factory of the logger for warnings; null for the factory of the store, if it has one. Warnings of a session go to the logger of the session.</summary>
    /// <value>The default is null.</value>
    public ILoggerFactory? LoggerFactory { get; set; }

    internal ILogger LoggerIn(ISessionStore store) =>
        (LoggerFactory ?? store.GetService<ILoggerFactory>())?.CreateLogger<Memory>() ?? NullLogger<Memory>.Instance;

    private static int AtLeastOne(int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, name);
        return value;
    }

    internal MemoryOptions Copy() => (MemoryOptions)MemberwiseClone();
}
