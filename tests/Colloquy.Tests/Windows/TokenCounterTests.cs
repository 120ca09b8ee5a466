using System.Text.Json;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests;

public sealed class TokenCounterTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("a", 1)]
    [InlineData("Help customers. Be brief.", 7)]
    [InlineData("Grüße aus Köln", 5)]
    [InlineData("こんにちは世界", 7)]
    [InlineData("👍👍", 4)]
    public void A_text_is_estimated_by_its_letters(string text, int tokens) => Assert.Equal(tokens, TokenCounter.Estimate.Count(text));

    [Fact]
    public void Calls_results_and_images_count()
    {
        var call = new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("id", "find", new Dictionary<string, object?> { ["number"] = JsonElement.Parse("12345678") })]);
        var result = new ChatMessage(ChatRole.Tool, [new FunctionResultContent("id", new string('x', 400))]);
        var image = new ChatMessage(ChatRole.User, [new TextContent("look"), new DataContent(new byte[100_000], "image/png")]);

        Assert.Equal(18, TokenCounter.Estimate.Count(call));
        Assert.Equal(112, TokenCounter.Estimate.Count(result));
        Assert.Equal(1_005, TokenCounter.Estimate.Count(image));
    }

    [Fact]
    public void A_result_counts_the_same_as_text_and_as_stored()
    {
        var text = new ChatMessage(ChatRole.Tool, [new FunctionResultContent("id", JsonElement.Parse("\"" + new string('x', 400) + "\""))]);

        Assert.InRange(TokenCounter.Estimate.Count(text), 112, 113);
    }
}
