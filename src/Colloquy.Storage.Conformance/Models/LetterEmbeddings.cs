using Microsoft.Extensions.AI;

namespace Colloquy.Storage.Conformance;

/// <summary>Takes the letters of a text for its meaning: texts of the same letters mean the same.</summary>
internal sealed class LetterEmbeddings(string model) : IEmbeddingGenerator<string, Embedding<float>>
{
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Select(value => new Embedding<float>(Count(value)))));

    public static float[] Count(string text)
    {
        var counts = new float[26];
        foreach (var c in text)
        {
            if (char.IsAsciiLetterLower(c))
                counts[c - 'a']++;
        }

        return counts;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType == typeof(EmbeddingGeneratorMetadata) ? new EmbeddingGeneratorMetadata("letters", null, model, 26) : null;

    public void Dispose()
    {
    }
}
