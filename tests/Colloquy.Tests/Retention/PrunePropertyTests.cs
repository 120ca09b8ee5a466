using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests.Retention;

/// <summary>Random conversations that are forked, taken back, pinned and pruned, against a list of texts for each branch.</summary>
public sealed class PrunePropertyTests : RetentionTest
{
    public static TheoryData<int> Seeds => int.TryParse(Environment.GetEnvironmentVariable("COLLOQUY_SEED"), out var seed) ? [seed] : [.. Enumerable.Range(0, 12).Select(_ => Random.Shared.Next())];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task What_is_left_is_balanced_whole_and_never_less_than_was_to_be_kept(int seed)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"COLLOQUY_SEED={seed} repeats the choices of this test.");
        var random = new Random(seed);
        var session = await OpenAsync();
        var said = new Dictionary<string, List<Said>> { [BranchHead.Main] = [] };
        var number = 0;
        for (var step = 0; step < 60; step++)
        {
            var branch = said.Keys.ElementAt(random.Next(said.Count));
            var on = await session.Branches.OpenAsync(branch);
            switch (random.Next(12))
            {
                case < 5:
                    await AddAsync(on, said[branch], ++number, random);
                    break;
                case 5 when said.Count < 5 && said[branch].Count > 0:
                    await on.Branches.ForkAsync($"branch {++number}");
                    said[$"branch {number}"] = [.. said[branch]];
                    break;
                case 6 when said[branch].Count > 0:
                    var taken = await on.UndoTurnAsync();
                    said[branch].RemoveAll(message => message.Position >= taken!.Start);
                    break;
                case 7 when (await on.GetItemsAsync()) is { Count: > 0 } items:
                    await on.Window.PinAsync(items[random.Next(items.Count)].Position);
                    break;
                case 8 when said.Count > 1 && branch != BranchHead.Main:
                    await session.Branches.DeleteAsync(branch, evenIfCurrent: true);
                    said.Remove(branch);
                    break;
                case 9:
                    await session.Branches.SwitchToAsync(branch);
                    break;
                case > 9:
                    await PruneAsync(session, said, random);
                    break;
            }

            foreach (var (name, messages) in said)
                await CheckAsync(await session.Branches.OpenAsync(name), messages);
        }

        await VerifyAsync(session);
    }

    /// <summary>A turn: a question, perhaps a call with its results, an answer.</summary>
    private static async Task AddAsync(Session on, List<Said> said, int number, Random random)
    {
        List<ChatMessage> messages = [new(ChatRole.User, $"question {number}")];
        if (random.Next(2) == 0)
            messages.AddRange([new ChatMessage(ChatRole.Assistant, [new TextReasoningContent("hm")]), Calls($"a{number}", $"b{number}"), Result($"b{number}", "two"), Result($"a{number}", "one")]);
        if (random.Next(4) > 0)
            messages.Add(new ChatMessage(ChatRole.Assistant, $"answer {number}"));
        await on.AddAsync(messages);
        said.AddRange((await on.GetItemsAsync(messages.Count)).Select(item => new Said(item.Position, Text(item))));
    }

    private static async Task PruneAsync(Session session, Dictionary<string, List<Said>> said, Random random)
    {
        var count = random.Next(1, 9);
        var strategy = random.Next(3) switch
        {
            0 => PruneStrategy.SlidingWindow(count),
            1 => PruneStrategy.SummarizeOld(new AnsweringChatClient(_ => new ChatMessage(ChatRole.Assistant, "in short")), count),
            _ => PruneStrategy.KeepLast(count),
        };
        var kept = new Dictionary<string, List<Position>>();
        foreach (var name in said.Keys)
        {
            var on = await session.Branches.OpenAsync(name);
            var left = (await on.GetItemsAsync()).Select(item => item.Position).ToList();
            kept[name] = [.. strategy.Kind == RetentionStrategy.SlidingWindow ? [] : left.TakeLast(1), .. await on.Window.ListPinsAsync()];
            kept[name].RemoveAll(position => !left.Contains(position));
        }

        await session.Retention.PruneAsync(strategy);
        Assert.Equal(0, (await session.Retention.PreviewAsync(strategy)).Entries);

        foreach (var (name, positions) in kept)
        {
            var left = (await (await session.Branches.OpenAsync(name)).GetItemsAsync()).Select(item => item.Position).ToList();
            Assert.All(positions, position => Assert.Contains(position, left));
        }
    }

    private static async Task CheckAsync(Session on, List<Said> said)
    {
        var left = (await on.GetItemsAsync()).Select(item => new Said(item.Position, Text(item))).ToList();
        Assert.Equal(said.Where(left.Contains), left);
        var window = await WindowAsync(on);
        Assert.DoesNotContain(window, message => message.Contents.OfType<FunctionResultContent>().Any(result => (result.Result?.ToString() ?? "").StartsWith("No result", StringComparison.Ordinal)));
        Assert.Equal(said.Count(message => message.Text.StartsWith("question", StringComparison.Ordinal)), await on.Turns.CountAsync());
    }

    private static string Text(SessionItem item) => item.Text.Length > 0 ? item.Text : string.Join(' ', item.Message.Contents.Select(content => content switch
    {
        FunctionCallContent call => $"calls {call.CallId}",
        FunctionResultContent result => $"result {result.CallId}",
        _ => content.GetType().Name,
    }));

    private sealed record Said(Position Position, string Text);
}
