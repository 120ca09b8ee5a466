using Microsoft.Extensions.AI;

namespace Colloquy.Embeddings.Tests;

/// <summary>One generator for all tests of a class: the model is loaded once.</summary>
public sealed class LoadedModel : IDisposable
{
    public LocalEmbeddingGenerator Generator { get; } = new();

    public async Task<float[]> EmbedAsync(string text) => (await Generator.GenerateAsync(text)).Vector.ToArray();

    public async Task<double> CompareAsync(string one, string other) => Similarity(await EmbedAsync(one), await EmbedAsync(other));

    public static double Similarity(float[] one, float[] other) => one.Zip(other, (a, b) => (double)a * b).Sum();

    public void Dispose() => Generator.Dispose();
}
