namespace Colloquy.Import.Tests;

public sealed class AnthropicTests : ImportTest
{
    [Fact]
    public async Task Lines_of_messages_become_a_session_whose_results_answer_as_tools()
    {
        var report = await ImportAsync(Fixture("anthropic.jsonl"));

        Assert.Equal(
            [
                "user: What is the weather in Kiel?",
                "assistant: (A call is needed.; c2ln) | (; aGlk) | I look it up. | toolu_1 = weather(city: Kiel, days: 2) | toolu_2 = tide()",
                "tool: toolu_1 -> rain",
                "tool: toolu_2 -> no such place",
                "user: And tomorrow?",
                "assistant: Rain, too. | [kept: server_tool_use]",
                "user: [text/plain, 13 bytes] | [https://sea.example/x.jpg]",
            ],
            await ReadAsync("anthropic"));
        Assert.Equal((ImportFormat.Anthropic, 6, 1), (report.Format, report.Messages, report.NoteCount));
        Assert.Equal("line 4.content[1]", report.Notes[0].Place);
    }

    [Fact]
    public async Task Usage_counts_what_the_cache_answered_as_input()
    {
        await ImportAsync(Fixture("anthropic.jsonl"));

        var session = await FindAsync("anthropic");
        var usage = await session.Usage.GetAsync();

        Assert.Equal((1, 25, 30, 5), (usage.Calls, usage.InputTokens, usage.OutputTokens, usage.CachedInputTokens));
        Assert.Equal(3, await session.Turns.CountAsync());
    }

    [Fact]
    public async Task A_request_with_a_system_prompt_is_a_conversation()
    {
        var path = Write("request.json", """{"model": "claude-x", "max_tokens": 99, "system": "Be short.", "messages": [{"role": "user", "content": "Hi"}]}""");

        await ImportAsync(path);

        Assert.Equal(["system: Be short.", "user: Hi"], await ReadAsync("request"));
    }
}
