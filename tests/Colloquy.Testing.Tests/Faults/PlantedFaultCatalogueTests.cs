namespace Colloquy.Testing.Tests.Faults;

public sealed class PlantedFaultCatalogueTests
{
    [Fact]
    public void Each_fault_has_an_id_of_its_own_and_says_what_it_plants()
    {
        Assert.Equal(PlantedFaults.All.Count, PlantedFaults.All.DistinctBy(fault => fault.Id).Count());
        Assert.All(PlantedFaults.All, fault => Assert.Matches("^[a-z]+(-[a-z]+)+$", fault.Id));
        Assert.All(PlantedFaults.All, fault => Assert.EndsWith(".", fault.Description, StringComparison.Ordinal));
        Assert.All(PlantedFaults.All, fault => Assert.EndsWith(".", fault.CaughtBy, StringComparison.Ordinal));
    }

    [Fact]
    public void A_fault_is_found_by_its_id()
    {
        Assert.Equal("calls-twice", PlantedFaults.Find("calls-twice").Id);
        Assert.Contains("forgets-history", Assert.Throws<ArgumentException>(() => PlantedFaults.Find("forgets-everything")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_planted_fault_stands_before_what_was_added_after_it()
    {
        await using var conversation = await Conversation.StartAsync(Planted("misreads-results"), conversation => conversation.AddToolHost(Counter.NewHost()).AddExtension(new Shouting()).UseAgent(parts => new Agent(parts.Client(ScriptedModel.Counting)) { Tools = parts.Tools }));

        var turn = await conversation.SayAsync("add 2");

        Assert.Equal("IT IS 3.", turn.Text);
        Assert.Equal("2", Assert.Single(turn.ToolCalls).ResultText);
    }

    [Fact]
    public async Task A_fork_has_the_fault_too()
    {
        await using var conversation = await Conversation.StartAsync(Planted("calls-twice"), conversation => conversation.AddToolHost(Counter.NewHost()).UseAgent(parts => new Agent(parts.Client(ScriptedModel.Counting)) { Tools = parts.Tools }));
        await conversation.SayAsync("add 2");

        await using var fork = await conversation.ForkAsync();
        var turn = await fork.SayAsync("add 3");

        Assert.Equal(2, turn.ToolCalls.Count);
        Assert.Equal(10, (await fork.ToolHost("counter").CallAsync("value")).GetInt32());
        Assert.Equal(4, (await conversation.ToolHost("counter").CallAsync("value")).GetInt32());
    }

    [Fact]
    public async Task The_conversation_observes_what_a_faulty_agent_sends()
    {
        await using var conversation = await Conversation.StartAsync(Planted("forgets-history"), conversation => conversation.UseAgent(parts => new Agent(parts.Client(ScriptedModel.Counting))));
        await conversation.SayAsync("hello");

        var turn = await conversation.SayAsync("again");

        Assert.Equal("1 messages, the first of them: again", turn.Text);
        Assert.Equal(0, turn.CarriedIn);
    }

    private static ConversationBuilder Planted(string fault) => new ConversationBuilder(fault).AddExtension(PlantedFaults.Find(fault).CreateExtension());

    private sealed class Shouting : ConversationExtension
    {
        public override IChatClient WrapClient(IChatClient client, string name) => new Loud(client);

        private sealed class Loud(IChatClient client) : DelegatingChatClient(client)
        {
            public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
            {
                var response = await base.GetResponseAsync(messages, options, cancellationToken);
                foreach (var text in response.Messages.SelectMany(message => message.Contents.OfType<TextContent>()))
                    text.Text = text.Text.ToUpperInvariant();
                return response;
            }
        }
    }
}
