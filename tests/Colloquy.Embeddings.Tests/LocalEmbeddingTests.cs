using Microsoft.Extensions.AI;

namespace Colloquy.Embeddings.Tests;

public sealed class LocalEmbeddingTests(LoadedModel model) : IClassFixture<LoadedModel>
{
    private readonly LocalEmbeddingGenerator _generator = model.Generator;

    [Fact]
    public async Task A_vector_has_384_dimensions_and_length_1_and_names_its_model()
    {
        var made = await _generator.GenerateAsync(["The pump leaks.", "It rains."]);

        var metadata = Assert.IsType<EmbeddingGeneratorMetadata>(_generator.GetService(typeof(EmbeddingGeneratorMetadata)));
        Assert.Equal(("all-MiniLM-L6-v2", 384), (metadata.DefaultModelId, metadata.DefaultModelDimensions));
        Assert.Equal(2, made.Count);
        Assert.All(made, one => Assert.Equal((384, "all-MiniLM-L6-v2"), (one.Dimensions, one.ModelId)));
        Assert.All(made, one => Assert.Equal(1, LoadedModel.Similarity(one.Vector.ToArray(), one.Vector.ToArray()), tolerance: 0.0001));
        Assert.Same(_generator, _generator.GetService(typeof(LocalEmbeddingGenerator)));
        Assert.Null(_generator.GetService(typeof(EmbeddingGeneratorMetadata), "a key"));
        Assert.Empty(await _generator.GenerateAsync([]));
    }

    [Theory]
    [InlineData("Which heavy machines may the worker operate?", "Welds aluminium and drives cranes.", "Likes green tea.")]
    [InlineData("The pump in hall 2 leaks again.", "Water drips from the pipe under the machine.", "The invoice was paid in March.")]
    [InlineData("How do I get my money back?", "Refunds are paid within 14 days.", "The office has a view of the harbour.")]
    public async Task Texts_on_one_subject_are_more_alike_than_others(string text, string related, string unrelated)
    {
        var (near, far) = (await model.CompareAsync(text, related), await model.CompareAsync(text, unrelated));

        Assert.InRange(near, 0.3, 0.95);
        Assert.InRange(far, -0.2, 0.2);
    }

    [Fact]
    public async Task A_text_has_the_same_vector_alone_beside_others_and_on_many_threads()
    {
        const string Text = "Repaired her first turbine in 2020, on a ferry.";
        var alone = await model.EmbedAsync(Text);

        var beside = await _generator.GenerateAsync([string.Join(' ', Enumerable.Repeat("ferry", 200)), Text]);
        var sideBySide = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => model.EmbedAsync(Text)));

        Assert.Equal(alone, beside[1].Vector.ToArray());
        Assert.All(sideBySide, one => Assert.Equal(alone, one));
    }

    [Theory]
    [InlineData("The pump\nleaks", "the pump leaks")]
    [InlineData("  THE\tPUMP\r\n\r\n LEAKS  ", "the pump leaks")]
    [InlineData("Café Zürich", "cafe zurich")]
    [InlineData("an IMPORTANT ISSUE", "an important issue")]
    public async Task Case_accents_and_the_kind_of_white_space_do_not_matter(string text, string same) =>
        Assert.Equal(1, await model.CompareAsync(text, same), tolerance: 0.001);

    [Fact]
    public async Task Of_a_long_text_the_first_512_tokens_count_and_the_rest_does_not()
    {
        var beginning = string.Join(' ', Enumerable.Repeat("pump", 400));

        var (within, other) = (await model.EmbedAsync($"{beginning} tea"), await model.EmbedAsync($"{beginning} rain"));
        var (filled, behind) = (string.Join(' ', Enumerable.Repeat("pump", LocalEmbeddingGenerator.MaxTokens)), "the invoice was paid in march");

        Assert.NotEqual(within, other);
        Assert.Equal(await model.EmbedAsync($"{filled} {behind}"), await model.EmbedAsync($"{filled} tea"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n\t\0 ")]
    [InlineData("我喜欢绿茶")]
    [InlineData("请问茶水间在哪里？ tea")]
    public async Task A_text_that_the_model_does_not_know_is_similar_to_nothing(string text)
    {
        Assert.All(await model.EmbedAsync(text), number => Assert.Equal(0, number));
        Assert.Equal(0, await model.CompareAsync(text, "我爱喝绿茶"));
        Assert.NotEqual(0, await model.CompareAsync("I like green tea (绿茶)", "green tea"));
    }

    public static TheoryData<string> HostileTexts =>
    [
        "\uD800", "tea \uDC00 and \uD83D", "🍵👩‍🔧🏴󠁧󠁢󠁷󠁬󠁳󠁿", "\u202Eaet\u202C", "[CLS] [SEP] [PAD] [UNK] ##ing", "أحب الشاي", "Я люблю чай", "e\u0301\u0301\u0301\u0301",
        new string('a', 1_000_000), new string('!', 300_000), string.Concat(Enumerable.Repeat("a b", 100_000)), new string('\u0301', 100_000), string.Concat(Enumerable.Repeat("🍵", 100_000)),
    ];

    [Theory]
    [MemberData(nameof(HostileTexts), DisableDiscoveryEnumeration = true)]
    public async Task Any_text_has_a_vector(string text)
    {
        var vector = await model.EmbedAsync(text);

        Assert.Equal(384, vector.Length);
        Assert.All(vector, number => Assert.True(float.IsFinite(number)));
        Assert.InRange(LoadedModel.Similarity(vector, vector), 0, 1.0001);
    }

    [Fact]
    public async Task What_the_generator_has_not_is_refused()
    {
        Assert.Contains("one model, 'all-MiniLM-L6-v2'", (await Assert.ThrowsAsync<ArgumentException>(() => _generator.GenerateAsync(["tea"], new() { ModelId = "text-embedding-3-small" }))).Message, StringComparison.Ordinal);
        Assert.Contains("have 384", (await Assert.ThrowsAsync<ArgumentException>(() => _generator.GenerateAsync(["tea"], new() { Dimensions = 256 }))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() => _generator.GenerateAsync(["tea", null!]));
        Assert.Single(await _generator.GenerateAsync(["tea"], new() { ModelId = LocalEmbeddingGenerator.ModelId, Dimensions = 384 }));
    }

    [Fact]
    public async Task A_cancelled_call_ends_and_the_generator_goes_on()
    {
        using var cancel = new CancellationTokenSource();
        var call = _generator.GenerateAsync(Enumerable.Range(0, 10_000).Select(number => $"Job {number} is about a pump that leaks."), cancellationToken: cancel.Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _generator.GenerateAsync(["tea"], cancellationToken: cancel.Token));
        Assert.Single(await _generator.GenerateAsync(["tea"]));
    }
}
