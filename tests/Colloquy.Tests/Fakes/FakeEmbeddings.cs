using Microsoft.Extensions.AI;

namespace Colloquy.Tests;

/// <summary>Takes what a test says for the meaning of texts, by the words in them; keeps what it was asked.</summary>
public sealed class FakeEmbeddings(string? model, params (string Word, float[] Vector)[] meanings) : IEmbeddingGenerator<string, Embedding<float>>
{
    public List<string> Asked { get; } = [];

    public Exception? Failure { get; set; }

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (Failure is not null)
            return Task.FromException<GeneratedEmbeddings<Embedding<float>>>(Failure);

        List<string> texts = [.. values];
        Asked.AddRange(texts);
        return Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(texts.Select(text => new Embedding<float>(
            meanings.FirstOrDefault(meaning => text.Contains(meaning.Word, StringComparison.OrdinalIgnoreCase)).Vector ?? [0, 0, 1]))));
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType == typeof(EmbeddingGeneratorMetadata) ? new EmbeddingGeneratorMetadata("fake", null, model) : null;

    public void Dispose()
    {
    }
}
