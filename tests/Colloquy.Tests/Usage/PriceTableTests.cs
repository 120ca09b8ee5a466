using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests;

public sealed class PriceTableTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    [Theory]
    [InlineData("openai", "gpt-5", 1.25)]
    [InlineData("openai", "gpt-5-mini", 0.25)]
    [InlineData("openai", "gpt-5-mini-2025-08-07", 0.25)]
    [InlineData("OpenAI", "GPT-5-2025-08-07", 1.25)]
    [InlineData("anthropic", "claude-sonnet-4-20250514", 3)]
    [InlineData("ollama", "llama3.2:latest", 0)]
    [InlineData("offline", "offline-stand-in", 0)]
    [InlineData("ollama", null, 0)]
    public void A_model_and_its_dated_versions_have_a_price(string provider, string? model, double input) =>
        Assert.Equal((decimal)input, PriceTable.Default.Find(provider, model)?.Input);

    [Theory]
    [InlineData("openai", "gpt-5-pro")]
    [InlineData("openai", "gpt-5-mini-preview")]
    [InlineData("openai", "gpt-50")]
    [InlineData("anthropic", "claude-opus-4-1-5")]
    [InlineData("anthropic", "claude-sonnet-4-7")]
    [InlineData("elsewhere", "gpt-5")]
    [InlineData("openai", null)]
    [InlineData(null, "gpt-5")]
    public void Another_model_is_not_taken_for_one_that_is_listed(string? provider, string? model) =>
        Assert.Null(PriceTable.Default.Find(provider, model));

    [Fact]
    public void Cached_input_has_its_own_price_and_reasoning_that_of_output()
    {
        var price = new ModelPrice { Provider = "p", Model = "m", Input = 2, CachedInput = 0.5m, Output = 8 };

        Assert.Equal(0.0000295m, price.CostOf(new UsageDetails { InputTokenCount = 10, CachedInputTokenCount = 5, OutputTokenCount = 2, ReasoningTokenCount = 1, TotalTokenCount = 12 }) + 0.000001m);
        Assert.Equal(2m, (price with { CachedInput = null }).CostOf(1_000_000, 400_000, 0));
        Assert.Equal(0.5m, price.CostOf(1_000_000, 9_000_000, 0));
        Assert.Null(price.CostOf(null));
        Assert.Equal(0, new ModelPrice { Provider = "p", Model = "m", Input = 0, Output = 0 }.CostOf(null));
    }

    [Fact]
    public void A_file_takes_the_place_of_the_built_in_prices()
    {
        var table = Load("""
            {
              // what our own gateway asks
              "asOf": "2026-05-01",
              "prices": [ { "provider": "gateway", "model": "big", "input": 1.5, "output": 6 }, ]
            }
            """);

        Assert.Equal("2026-05-01", table.AsOf);
        Assert.Equal(new ModelPrice { Provider = "gateway", Model = "big", Input = 1.5m, Output = 6 }, table.Find("gateway", "big-2026-01-01"));
        Assert.Null(table.Find("openai", "gpt-5"));
    }

    [Theory]
    [InlineData("""{ "prices": [{ "provider": "p", "model": "m", "input": "cheap", "output": 1 }] }""", 1, "$.prices[0].input")]
    [InlineData("{ \"prices\": [\n{ \"provider\": \"p\", \"model\": \"m\", \"input\": 1, \"outputs\": 1 }] }", 2, "$.prices[0].outputs")]
    [InlineData("{ \"prices\": [\n\n{ \"provider\": \"p\", \"model\": \"m\", \"input\": 1 }] }", 3, "$.prices[0]")]
    [InlineData("{ \"prices\": [\n\n{ \"provider\": null, \"model\": \"m\", \"input\": 1, \"output\": 1 }] }", 3, "$.prices[0].provider")]
    [InlineData("{ \"prices\": [ oops", 1, "$.prices[0]")]
    [InlineData("{}", 1, "$")]
    public void What_is_wrong_in_a_file_is_told_by_line_and_field(string json, long line, string field)
    {
        var refused = Assert.Throws<InvalidDataException>(() => Load(json));

        Assert.StartsWith($"The price file '{_path}' cannot be used, for line {line} ({field}): ", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "prices": [{ "provider": "p", "model": "m", "input": -1, "output": 1 }] }""", "0 to 100,000")]
    [InlineData("""{ "prices": [{ "provider": "p", "model": "m", "input": 1, "output": 1 }, { "provider": "P", "model": "M", "input": 2, "output": 1 }] }""", "two prices")]
    [InlineData("""{ "prices": [{ "provider": " ", "model": "m", "input": 1, "output": 1 }] }""", "names its provider")]
    [InlineData("null", "no prices")]
    public void What_cannot_be_a_price_is_refused(string json, string problem) =>
        Assert.Contains(problem, Assert.Throws<InvalidDataException>(() => Load(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_file_that_is_not_there_is_told_by_its_path()
    {
        var refused = Assert.Throws<InvalidDataException>(() => PriceTable.Load("/nowhere/prices.json"));

        Assert.StartsWith("The price file '/nowhere/prices.json' cannot be used: ", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => File.Delete(_path);

    private PriceTable Load(string json)
    {
        File.WriteAllText(_path, json);
        return PriceTable.Load(_path);
    }
}
