using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Asks the embedding model for vectors, and says under which name they are kept.</summary>
internal sealed class MemoryEmbedding
{
    private readonly IEmbeddingGenerator<string, Embedding<float>> _generator;

    private MemoryEmbedding(IEmbeddingGenerator<string, Embedding<float>> generator, string model) => (_generator, Model) = (generator, model);

    public string Model { get; }

    public static MemoryEmbedding? Of(MemoryOptions options)
    {
        if (options.Embeddings is not { } generator)
            return null;

        var metadata = generator.GetService(typeof(EmbeddingGeneratorMetadata)) as EmbeddingGeneratorMetadata;
        var model = options.EmbeddingModel ?? metadata?.DefaultModelId
            ?? throw new ArgumentException($"{generator.GetType().Name} does not name its model, under whose name vectors are kept. Give it as MemoryOptions.EmbeddingModel.", nameof(options));
        return new MemoryEmbedding(generator, model);
    }

    /// <summary>What of a memory is embedded.</summary>
    public static string TextOf(string? key, string text) => key is null ? text : $"{key}: {text}";

    public async ValueTask<List<MemoryVector>> EmbedAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        var made = await _generator.GenerateAsync(texts, options: null, cancellationToken).ConfigureAwait(false);
        return made.Count == texts.Count
            ? [.. made.Select(one => new MemoryVector(Model, one.Vector.Span))]
            : throw new InvalidOperationException($"The embedding model '{Model}' made {made.Count} vectors for {texts.Count} texts.");
    }

    /// <summary>Asks for one vector; null when the model failed, of which a warning tells.</summary>
    public async ValueTask<MemoryVector?> TryEmbedAsync(string text, Action<Exception> failed, CancellationToken cancellationToken)
    {
        try
        {
            return (await EmbedAsync([text], cancellationToken).ConfigureAwait(false))[0];
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            failed(e);
            return null;
        }
    }
}
