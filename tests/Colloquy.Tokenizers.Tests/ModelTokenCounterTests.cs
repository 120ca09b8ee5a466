using System.Text.Encodings.Web;
using System.Text.Json;
using Colloquy.Extensibility;
using Microsoft.Extensions.AI;

namespace Colloquy.Tokenizers.Tests;

public sealed class ModelTokenCounterTests
{
    private static readonly ModelTokenCounter s_counter = ModelTokenCounter.ForEncoding("o200k_base");
    private static readonly JsonSerializerOptions s_unescaped = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The example of OpenAI's cookbook, with the counts that its service reported: https://cookbook.openai.com/examples/how_to_count_tokens_with_tiktoken</summary>
    [Theory]
    [InlineData("gpt-4o", 124)]
    [InlineData("gpt-4o-mini", 124)]
    [InlineData("gpt-4-0613", 129)]
    [InlineData("gpt-3.5-turbo", 129)]
    public void The_messages_of_the_cookbook_have_the_tokens_that_the_service_reported(string model, int reported)
    {
        const int OfTheReply = 3;
        var counter = ModelTokenCounter.ForModel(model);
        ChatMessage[] messages =
        [
            new(ChatRole.System, "You are a helpful, pattern-following assistant that translates corporate jargon into plain English."),
            new(ChatRole.System, "New synergies will help drive top-line growth.") { AuthorName = "example_user" },
            new(ChatRole.System, "Things working well together will increase revenue.") { AuthorName = "example_assistant" },
            new(ChatRole.System, "Let's circle back when we have more bandwidth to touch base on opportunities for increased leverage.") { AuthorName = "example_user" },
            new(ChatRole.System, "Let's talk later when we're less busy about how to do better.") { AuthorName = "example_assistant" },
            new(ChatRole.User, "This late pivot means we don't have time to boil the ocean for the client deliverable."),
        ];

        Assert.Equal(reported, messages.Sum(counter.Count) + OfTheReply);
    }

    [Theory]
    [InlineData("gpt-5-mini", "o200k_base")]
    [InlineData("openai/gpt-5.1-codex", "o200k_base")]
    [InlineData("openrouter/openai/gpt-4.1", "o200k_base")]
    [InlineData("o3", "o200k_base")]
    [InlineData("o4-mini-2025-04-16", "o200k_base")]
    [InlineData("ft:gpt-4o-mini-2024-07-18:works::abc", "o200k_base")]
    [InlineData("ollama/gpt-oss:20b", "o200k_base")]
    [InlineData("GPT-4o", "o200k_base")]
    [InlineData("gpt-4", "cl100k_base")]
    [InlineData("gpt-4-turbo-2024-04-09", "cl100k_base")]
    [InlineData("azure/gpt-35-turbo", "cl100k_base")]
    public void A_model_of_OpenAI_has_the_counter_of_its_encoding(string model, string encoding)
    {
        var counter = Assert.IsType<ModelTokenCounter>(ModelTokenCounter.ForModel(model));

        Assert.Equal((encoding, false), (counter.Encoding, counter.IsEstimate));
        Assert.Same(counter, ModelTokenCounter.ForModel(model));
        Assert.Same(counter, ModelTokenCounter.ForEncoding(encoding));
    }

    [Theory]
    [InlineData("anthropic/claude-sonnet-5")]
    [InlineData("ollama/llama3.2")]
    [InlineData("local/gpt-4-x-alpaca")]
    [InlineData("gpt-6")]
    [InlineData("gpt-4all")]
    [InlineData("azure/desk-deployment")]
    [InlineData("offline")]
    [InlineData("o10")]
    [InlineData("")]
    [InlineData("/")]
    public void Any_other_model_has_the_estimate_which_says_that_it_is_one(string model)
    {
        var counter = ModelTokenCounter.ForModel(model);

        Assert.Same(TokenCounter.Estimate, counter);
        Assert.True(counter.IsEstimate);
        Assert.Null(ModelTokenCounter.FindForModel(model));
    }

    [Fact]
    public void An_encoding_that_is_not_there_is_refused_by_name() =>
        Assert.Contains("no encoding 'p50k_base' here. There are 'o200k_base' and 'cl100k_base'", Assert.Throws<ArgumentException>(() => ModelTokenCounter.ForEncoding("p50k_base")).Message, StringComparison.Ordinal);

    [Fact]
    public void The_name_of_a_special_token_counts_as_the_text_that_services_take_it_for()
    {
        // '<|', 'end', 'of', 'text', '|>': not the one token that ends a text.
        Assert.InRange(s_counter.Count("<|endoftext|>"), 4, 8);
        Assert.Equal(s_counter.Count("<|endoftext|>"), s_counter.Count("<|") + s_counter.Count("endoftext|>"));
        Assert.InRange(s_counter.Count(string.Concat(Enumerable.Repeat("<|endofprompt|>", 1_000))), 4_000, 8_000);
        Assert.InRange(s_counter.Count("a<|b|>c"), 4, 8);
    }

    [Theory]
    [InlineData("Customers wait longest on Mondays, since the weekend's orders come in at once. We could answer the simple ones without a person.", 0.8, 1.6)]
    [InlineData("public static async Task<string> OpenCase(RunContext run, string subject) { var number = 1000 + await run.State.IncrementAsync(\"cases\"); return $\"Case {number}\"; }", 0.7, 1.6)]
    [InlineData("Die Kundinnen und Kunden warten montags am längsten, weil die Bestellungen des Wochenendes auf einmal eintreffen.", 0.7, 1.6)]
    [InlineData("客户在星期一等待的时间最长，因为周末的订单会同时到达。我们可以不经人工回答简单的问题。", 0.8, 2.2)]
    [InlineData("{\"id\": 4711, \"items\": [{\"sku\": \"A-17\", \"count\": 3, \"price\": 12.5}, {\"sku\": \"B-2\", \"count\": 1, \"price\": 99.0}]}", 0.4, 1.3)]
    public void The_estimate_is_near_the_exact_count(string text, double least, double most) =>
        Assert.InRange((double)TokenCounter.Estimate.Count(text) / s_counter.Count(text), least, most);

    [Fact]
    public void Calls_and_results_count_with_what_is_sent_of_them()
    {
        var arguments = new Dictionary<string, object?> { ["subject"] = "The pump leaks", ["hall"] = 2, ["urgent"] = true, ["note"] = null };
        var parsed = JsonElement.Parse("""{"subject":"The pump leaks","hall":2,"urgent":true,"note":null}""").EnumerateObject().ToDictionary(field => field.Name, object? (field) => field.Value);

        var call = s_counter.Count(new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("1", "open_case", arguments)]));

        Assert.Equal(call, s_counter.Count(new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("1", "open_case", parsed)])));
        Assert.InRange(call - s_counter.Count("""open_case{"subject":"The pump leaks","hall":2,"urgent":true,"note":null}"""), 4, 12);
        Assert.Equal(Result("Case 1001"), Result(JsonElement.Parse("\"Case 1001\"")));
        Assert.Equal(Result("""{"case":1001}"""), Result(JsonElement.Parse("""{"case":1001}""")));
        Assert.Equal(Result("Case 1001"), Result(new TextContent("Case 1001")));
        Assert.Equal(Result("Case 1001"), Result(new List<AIContent> { new TextContent("Case 1001") }));
        Assert.InRange(Result(null), 5, 12);

        static int Result(object? result) => s_counter.Count(new ChatMessage(ChatRole.Tool, [new FunctionResultContent("1", result)]));
    }

    [Theory]
    [InlineData("The pump in hall 2 doesn't stop & \"leaks\".")]
    [InlineData("Насос в зале два снова протекает.")]
    [InlineData("客户在星期一等待的时间最长。")]
    public void Arguments_count_as_clients_write_them_which_escape_no_letters(string text)
    {
        var arguments = new Dictionary<string, object?> { [text] = text };
        var written = JsonSerializer.Serialize(arguments, s_unescaped);

        var call = s_counter.Count(new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("1", "open_case", arguments)]));

        Assert.InRange(call - s_counter.Count("open_case") - s_counter.Count(written), 4, 12);
    }

    [Fact]
    public void An_image_counts_as_in_the_estimate()
    {
        var image = new DataContent(new byte[] { 1, 2, 3 }, "image/png");

        Assert.Equal(1_000, s_counter.Count(new ChatMessage(ChatRole.User, [image])) - s_counter.Count(new ChatMessage(ChatRole.User, [])));
    }

    public static TheoryData<string> HostileTexts =>
    [
        "", "\0", "\uD800", "tea \uDC00 \uD83D", "\u202E", "<|", "<|<|endoftext|>", "<|endoftext|", new string('a', 100_000), new string('!', 100_000), new string(' ', 100_000), new string('\n', 100_000),
        new string('我', 20_000), string.Concat(Enumerable.Repeat("🍵", 10_000)), new string('\uD800', 20_000), string.Concat(Enumerable.Repeat("<|endoftext|>", 5_000)),
    ];

    [Theory]
    [MemberData(nameof(HostileTexts), DisableDiscoveryEnumeration = true)]
    public void Any_text_is_counted_and_has_no_more_tokens_than_bytes(string text)
    {
        var tokens = s_counter.Count(text);

        Assert.InRange(tokens, 0, text.Length * 3);
        Assert.Equal(text.Length == 0, tokens == 0);
        Assert.Equal(tokens, s_counter.Count(text));
        Assert.InRange(s_counter.Count(new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("1", "say", new Dictionary<string, object?> { ["text"] = text })])), tokens, int.MaxValue);
    }

    [Fact]
    public void Many_threads_count_the_same()
    {
        const string Text = "The pump in hall 2 leaks again. Open a case for it, and tell Ines.";

        var counts = Enumerable.Range(0, 64).AsParallel().WithDegreeOfParallelism(8).Select(_ => s_counter.Count(Text)).ToList();

        Assert.All(counts, count => Assert.Equal(s_counter.Count(Text), count));
    }

    [Fact]
    public async Task A_window_is_cut_by_the_exact_count()
    {
        await using var store = new InMemorySessionStore();
        var session = await store.OpenAsync(new SessionKey("s", user: "ines"));
        for (var i = 0; i < 20; i++)
            await session.AddAsync([new(ChatRole.User, $"Question {i} about the pump in hall {i}?"), new(ChatRole.Assistant, $"Answer {i}: the pump in hall {i} was mended.")]);

        var report = await session.Window.PreviewAsync(new WindowPipeline(new TokenBudgetStrategy(200)) { Counter = s_counter });

        var shown = report.Messages.Sum(s_counter.Count);
        Assert.InRange(shown, 50, 200);
        Assert.Equal(shown, report.Tokens);
        Assert.True(report.Messages.Count < 40);
    }
}
