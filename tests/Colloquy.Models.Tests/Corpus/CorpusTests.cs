using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Models.Tests;

/// <summary>Every recorded oddity, over a real server: sent whole, byte by byte, and in pieces of random lengths.</summary>
public sealed class CorpusTests(ITestOutputHelper output)
{
    private const int RandomCuts = 5;

    public static TheoryData<string> Cases => [.. WireCase.Names];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task What_a_service_sends_is_read_as_it_was_meant(string name)
    {
        var oddity = WireCase.Read(name);
        await using var server = await WireServer.StartAsync(oddity.Reply());

        var outcome = await WireOutcome.OfAsync(Open(oddity, server), oddity.IsStreamed);

        WireOutcome.Check(oddity.Expected, outcome);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Where_the_bytes_are_cut_changes_nothing(string name)
    {
        var oddity = WireCase.Read(name);
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        List<IReadOnlyList<int>> cuts = [[.. Enumerable.Range(1, Math.Max(0, oddity.Body.Length - 1))]];
        for (var i = 0; i < RandomCuts; i++)
            cuts.Add([.. Enumerable.Range(0, random.Next(1, 20)).Select(_ => random.Next(oddity.Body.Length + 1))]);

        await using var server = await WireServer.StartAsync([.. cuts.Select(cut => oddity.Reply(cut))]);
        var client = Open(oddity, server);

        for (var i = 0; i < cuts.Count; i++)
            WireOutcome.Check(oddity.Expected, await WireOutcome.OfAsync(client, oddity.IsStreamed));
    }

    private static IChatClient Open(WireCase oddity, WireServer server)
    {
        var connection = Clients.Connection(oddity.Protocol == "anthropic" ? server.Root : server.V1) with { ApiKey = "secret-key-1234" };
        return oddity.Protocol switch
        {
            "completions" => new OpenAIChatClient("asked-for", connection),
            "responses" => new OpenAIResponsesChatClient("asked-for", connection),
            _ => AnthropicChatClient.Create("asked-for", connection),
        };
    }
}
