using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests;

/// <summary>A session without a title gets one from the first message of its user.</summary>
public sealed class TitleTests
{
    private static readonly SessionKey Key = new("chat", "ada");

    private readonly DescribedStore _store = new(new InMemorySessionStore());

    [Fact]
    public async Task The_first_turn_gives_the_title_without_another_read_and_later_ones_do_not_look()
    {
        var session = await _store.OpenAsync(Key);
        var agent = new Agent(new ScriptedChatClient(ScriptedChatClient.Say("Oh."), ScriptedChatClient.Say("Ida."), ScriptedChatClient.Say("Bye.")));
        var reads = new List<int>();
        foreach (var input in (string[])["  The pump in hall 2 leaks again.\r\nSince Monday.", "Who looked at it last?", "Thanks."])
        {
            _store.Read = 0;
            await agent.RunAsync(input, session);
            reads.Add(_store.Read);
        }

        Assert.Equal("The pump in hall 2 leaks again.", (await session.RefreshAsync()).Details.Title);
        Assert.Equal(0, _store.Written);
        Assert.Equal((reads[1], reads[1]), (reads[0], reads[2]));
    }

    [Fact]
    public async Task A_message_that_is_added_gives_it_too_and_a_title_that_was_set_stays()
    {
        var session = await _store.OpenAsync(Key);
        await session.AddAsync([new(ChatRole.System, "Be brief."), new(ChatRole.User, "Hello!"), new(ChatRole.User, "Anybody there?")]);
        var named = await _store.OpenAsync(new SessionKey("named", "ada"));
        await named.SetTitleAsync("Pumps");

        await named.AddAsync(new ChatMessage(ChatRole.User, "Hello!"));

        Assert.Equal("Hello!", session.Record.Details.Title);
        Assert.Equal("Pumps", (await named.RefreshAsync()).Details.Title);
    }

    [Fact]
    public async Task A_title_that_was_removed_is_not_made_again_when_the_first_turn_is_undone()
    {
        var session = await _store.OpenAsync(Key);
        var agent = new Agent(new ScriptedChatClient(ScriptedChatClient.Say("Oh."), ScriptedChatClient.Say("Ah."), ScriptedChatClient.Say("So.")));
        await agent.RunAsync("A secret pump", session);
        await session.SetTitleAsync(null);

        await agent.EditAndResendAsync("Another pump", session);
        await session.UndoTurnAsync();
        await agent.RunAsync("A third pump", session);
        await session.ClearAsync();
        await session.AddAsync(new ChatMessage(ChatRole.User, "A fourth pump"));

        Assert.Null((await session.RefreshAsync()).Details.Title);
    }

    [Fact]
    public async Task The_first_turn_gives_the_title_also_when_state_was_written_before_it()
    {
        var (ran, added) = (await _store.OpenAsync(Key), await _store.OpenAsync(new SessionKey("added", "ada")));
        await ran.State.SetAsync("language", "en");
        await added.State.SetAsync("language", "en");

        await new Agent(new ScriptedChatClient(ScriptedChatClient.Say("Oh."))).RunAsync("A pump", ran);
        await added.AddAsync(new ChatMessage(ChatRole.User, "A valve"));

        Assert.Equal(("A pump", "A valve"), ((await ran.RefreshAsync()).Details.Title, (await added.RefreshAsync()).Details.Title));
    }

    [Fact]
    public async Task A_title_that_another_sets_meanwhile_stays_and_is_not_written_over()
    {
        var session = await _store.OpenAsync(Key);
        await (await _store.OpenAsync(Key)).SetTitleAsync("Pumps");

        await new Agent(new ScriptedChatClient(ScriptedChatClient.Say("Hi."))).RunAsync("Hello!", session);
        await session.SetMetadataAsync("hall", "2");

        var details = (await session.RefreshAsync()).Details;
        Assert.Equal(("Pumps", "2"), (details.Title, details.Metadata["hall"]));
    }

    [Theory]
    [InlineData("\n\n one \t two\u0007three \nfour", "one two three")]
    [InlineData("   ", null)]
    [InlineData("", null)]
    [InlineData("123456789 123456789 123456789 123456789 123456789 123456789 ", "123456789 123456789 123456789 123456789 123456789 123456789")]
    [InlineData("123456789 123456789 123456789 123456789 123456789 1234567890", "123456789 123456789 123456789 123456789 123456789 1234567890")]
    [InlineData("123456789 123456789 123456789 123456789 123456789 123456789 1", "123456789 123456789 123456789 123456789 123456789 123456789…")]
    public void It_is_one_line_of_at_most_60_text_elements(string input, string? expected) =>
        Assert.Equal(expected, SessionTitle.Of([new ChatMessage(ChatRole.User, input)]));

    [Fact]
    public void No_text_element_is_cut()
    {
        var family = "\U0001F468\u200D\U0001F469\u200D\U0001F467";

        Assert.Equal(string.Concat(Enumerable.Repeat("e\u0301", 59)) + "…", SessionTitle.Of([new ChatMessage(ChatRole.User, string.Concat(Enumerable.Repeat("e\u0301", 61)))]));
        Assert.Equal(string.Concat(Enumerable.Repeat(family, 30)) + "…", SessionTitle.Of([new ChatMessage(ChatRole.User, string.Concat(Enumerable.Repeat(family, 60)))]));
    }

    private sealed class DescribedStore(ISessionStore inner) : DelegatingSessionStore(inner)
    {
        public int Written { get; private set; }

        public int Read { get; set; }

        public override ValueTask<SessionRecord?> GetAsync(SessionKey key, CancellationToken cancellationToken = default)
        {
            Read++;
            return base.GetAsync(key, cancellationToken);
        }

        public override ValueTask<SessionDetails?> SetDetailsAsync(SessionKey key, SessionDetails details, CancellationToken cancellationToken = default)
        {
            Written++;
            return base.SetDetailsAsync(key, details, cancellationToken);
        }
    }
}
