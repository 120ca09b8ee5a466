using Microsoft.Extensions.AI;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests;

/// <summary>What the faces do with text that says nothing: as a message it is kept as it is; as a name, or as what is looked for, it is refused, or finds nothing.</summary>
public sealed class BlankInputTests
{
    private static readonly string[] Blanks = ["", " ", "\t", "\r\n", "\u00a0", "\u3000", "\u200b"];

    private static readonly Dictionary<string, Func<Session, string, Task>> Messages = new()
    {
        ["run"] = (session, text) => new Agent(new ScriptedChatClient(Say("yes"))).RunAsync(text, session),
        ["stream"] = async (session, text) => await new Agent(new ScriptedChatClient(Say("yes"))).RunStreamingAsync(text, session).ToListAsync(),
        ["chat client"] = (session, text) => new SessionChatClient(new ScriptedChatClient(Say("yes")), session).GetResponseAsync(text),
        ["add"] = (session, text) => session.AddAsync(new ChatMessage(ChatRole.User, text)),
        ["edit"] = async (session, text) =>
        {
            await session.AddAsync(new ChatMessage(ChatRole.User, "before"));
            await new Agent(new ScriptedChatClient(Say("yes"))).EditAndResendAsync(text, session);
        },
    };

    private static readonly Dictionary<string, Func<Session, InMemorySessionStore, string, Task>> Names = new()
    {
        ["key of state"] = (session, _, text) => session.State.SetAsync(text, 1),
        ["part of state"] = (session, _, text) => session.State.WithPrefix(text).SetAsync("k", 1),
        ["key of metadata"] = (session, _, text) => session.SetMetadataAsync(text, "1"),
        ["key of a memory"] = (_, store, text) => store.GetMemory(new SessionOwner("ada")).StoreAsync(text, "likes tea"),
        ["text of a memory"] = (_, store, text) => store.GetMemory(new SessionOwner("ada")).AddAsync(text),
        ["branch"] = (session, _, text) => session.Branches.ForkAsync(text),
        ["name of a chat client"] = (session, _, text) => new SessionChatClient(new ScriptedChatClient(Say("yes")), session, text).GetResponseAsync("hi"),
    };

    private readonly InMemorySessionStore _store = new();

    public static TheoryData<string, string> MessageCases => [.. Messages.Keys.SelectMany(way => Blanks.Select(blank => (way, blank)))];

    public static TheoryData<string> NameCases => [.. Names.Keys];

    [Theory, MemberData(nameof(MessageCases))]
    public async Task A_blank_message_is_kept_as_it_is(string way, string text)
    {
        var session = await _store.OpenAsync(new SessionKey("s"));

        await Messages[way](session, text);

        Assert.Equal(text, (await session.GetItemsAsync(role: ChatRole.User)).Single().Text);
    }

    [Theory, MemberData(nameof(NameCases))]
    public async Task An_empty_name_is_refused(string name)
    {
        var session = await _store.OpenAsync(new SessionKey("s"));
        await session.AddAsync(new ChatMessage(ChatRole.User, "before"));

        var thrown = await Record.ExceptionAsync(() => Names[name](session, _store, ""));

        Assert.True(thrown is ArgumentException or InvalidKeyException, $"It threw {thrown?.ToString() ?? "nothing"}.");
    }

    [Fact]
    public async Task A_search_for_nothing_finds_nothing_or_is_refused_the_same_way_everywhere()
    {
        var session = await _store.OpenAsync(new SessionKey("s", user: "ada"));
        await session.AddAsync(new ChatMessage(ChatRole.User, "likes tea"));
        var memory = _store.GetMemory(new SessionOwner("ada"));
        await memory.AddAsync("likes tea");

        foreach (var blank in Blanks)
        {
            foreach (var search in new Func<Task<int>>[]
            {
                async () => (await session.SearchAsync(blank)).Hits.Count,
                async () => (await _store.SearchAsync(blank, new SessionOwner("ada"))).Hits.Count,
                async () => (await _store.SearchAllAsync(blank, SessionSelection.All)).Hits.Count,
                async () => (await memory.SearchAsync(blank)).Hits.Count,
            })
            {
                var thrown = await Record.ExceptionAsync(async () => Assert.Equal(0, await search()));

                Assert.True(thrown is null or ArgumentException, $"For '{blank}' it threw {thrown}.");
            }
        }
    }
}
