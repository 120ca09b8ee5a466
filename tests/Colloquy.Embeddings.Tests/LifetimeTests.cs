namespace Colloquy.Embeddings.Tests;

public sealed class LifetimeTests
{
    [Fact]
    public async Task A_generator_that_is_disposed_under_calls_lets_them_end_and_takes_no_more()
    {
        var generator = new LocalEmbeddingGenerator();
        await generator.LoadAsync();
        var calls = Enumerable.Range(0, 4).Select(_ => generator.GenerateAsync(Enumerable.Repeat("The pump leaks.", 10))).ToList();

        generator.Dispose();
        generator.Dispose();

        Assert.All(await Task.WhenAll(calls), made => Assert.Equal(10, made.Count));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => generator.GenerateAsync(["tea"]));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => generator.LoadAsync());
    }

    [Fact]
    public void A_generator_that_nobody_used_loads_nothing_and_has_nothing_to_release()
    {
        var before = GC.GetTotalAllocatedBytes();

        new LocalEmbeddingGenerator().Dispose();

        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 1_000_000);
    }
}
