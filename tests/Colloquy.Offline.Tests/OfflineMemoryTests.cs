using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Offline.Tests;

public sealed class OfflineMemoryTests
{
    public static TheoryData<string, string, string> Recollections => new()
    {
        { "My name is Ines and I collect clocks.", "What do you know about me?", "You told me that your name is Ines and you collect clocks." },
        { "Hi! I'm a nurse, and I live in Oslo.", "Do you remember me?", "You told me that you're a nurse and you live in Oslo." },
        { "My name is Ines.", "What's my name?", "Your name is Ines." },
        { "I'm Marek and I work as a welder.", "What is my name?", "Your name is Marek." },
        { "My favourite colour is blue.", "What is my favourite colour?", "Your favourite colour is blue." },
        { "Hi, I have difficulties with my boiler.", "What was I complaining about?", "It was about difficulties with your boiler." },
        { "Can you help me with the new lathe?", "What were we talking about?", "It was about the new lathe." },
        { "We are aiming for a launch in May.", "What were we aiming for?", "You were aiming for a launch in May." },
        { "I want to book 40 seats for the harbour festival.", "What was I booking for?", "You were booking for the harbour festival." },
        { "There is a leak at pump #4711.", "Which was the pump number I mentioned?", "The pump number was #4711." },
        { "My order number is AB-778.", "what was the order number I mentioned", "The order number was AB-778." },
        { "The deadline is Friday.", "Remind me of the deadline.", "The deadline was Friday." },
        { "The build breaks on Windows. It works on Linux.", "What did I say about Windows?", "You said: \"The build breaks on Windows.\"" },
        { "Put 'Order new seals' on the list", "What is on the list?", "On the list: (1) Order new seals." },
    };

    [Theory]
    [MemberData(nameof(Recollections))]
    public async Task What_was_said_earlier_is_remembered(string said, string asked, string expected)
    {
        var talk = new Talk();
        await talk.SayAsync(said);

        Assert.Equal(expected, await talk.SayAsync(asked));
    }

    [Theory]
    [MemberData(nameof(Recollections))]
    public async Task A_lost_history_shows_in_the_answer(string said, string asked, string expected)
    {
        var talk = new Talk();
        await talk.SayAsync(said);
        talk.Messages.Clear();

        var answer = await talk.SayAsync(asked);

        Assert.NotEqual(expected, answer);
        Assert.Matches("^I have no record of .+ in this conversation\\.$", answer);
    }

    [Fact]
    public async Task Facts_of_many_turns_are_gathered()
    {
        var talk = new Talk();
        await talk.SayAsync("My name is Ines.");
        await talk.SayAsync("What is 17 + 25?");
        await talk.SayAsync("I work at a bakery and I have two cats.");

        Assert.Equal("You told me that your name is Ines, you work at a bakery and you have two cats.", await talk.SayAsync("What do you know about me?"));
    }

    [Fact]
    public async Task Questions_about_the_conversation_are_not_its_topic()
    {
        var talk = new Talk();
        await talk.SayAsync("I have a question about my heater #4471.");
        await talk.SayAsync("Which was the heater number I mentioned?");
        await talk.SayAsync("What do you know about me?");

        Assert.Equal("It was about your heater #4471.", await talk.SayAsync("What were we talking about?"));
    }

    [Theory]
    [InlineData("add ")]
    [InlineData("what was that ")]
    [InlineData("help ")]
    [InlineData("remove ")]
    [InlineData("my is ")]
    [InlineData("I am and ")]
    [InlineData("1+")]
    [InlineData("open a case ")]
    [InlineData("put x on ")]
    public async Task A_very_long_message_is_answered_too(string part)
    {
        var text = string.Concat(Enumerable.Repeat(part, 50_000 / part.Length));

        var answer = await new Talk().SayAsync(text).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.NotEmpty(answer);
    }

    [Fact]
    public async Task Jobs_are_added_listed_and_taken_off()
    {
        var talk = new Talk();

        Assert.Equal("\"Order new seals\" is on the list, as job 1 of 1.", await talk.SayAsync("Put 'Order new seals' on the list"));
        Assert.Equal("\"Grease the lathe\" is on the list, as job 2 of 2.", await talk.SayAsync("Next job: Grease the lathe"));
        Assert.Equal("On the list: (1) Order new seals; (2) Grease the lathe.", await talk.SayAsync("What is on our list?"));
        Assert.Equal("\"Order new seals\" is off the list. 1 job is left.", await talk.SayAsync("We have finished 'Order new seals'"));
        Assert.Equal("On the list: (1) Grease the lathe.", await talk.SayAsync("Which jobs are left?"));
        Assert.Equal("\"the lathe\" is off the list. Nothing is left.", await talk.SayAsync("Cross 'the lathe' off the list"));
    }

    [Theory]
    [InlineData("What is 17 + 25?", "17 + 25 = 42")]
    [InlineData("what is 3 * (4 - 1)", "3 * (4 - 1) = 9")]
    [InlineData("7 divided by 2", "7 divided by 2 = 3.5")]
    [InlineData("What is 1/0?", "1/0 has no value: nothing can be divided by zero.")]
    [InlineData("Hello", "Hello! How can I help you today?")]
    public async Task Small_things_are_known(string asked, string expected)
    {
        Assert.Equal(expected, await new Talk().SayAsync(asked));
    }

    [Fact]
    public async Task Anything_else_is_answered_with_what_was_sent()
    {
        var talk = new Talk();

        Assert.Equal("(offline stand-in) You said: \"Why is the sky blue?\". I have 0 earlier messages of this conversation.", await talk.SayAsync("Why is the sky blue?"));
        Assert.Equal("(offline stand-in) You said: \"And the sea?\". I have 2 earlier messages of this conversation.", await talk.SayAsync("And the sea?"));
    }

    [Fact]
    public async Task People_who_return_are_welcomed_back_when_the_instructions_ask_for_it()
    {
        var talk = new Talk(new ChatOptions { Instructions = "Greet people who come back as returning guests." });

        Assert.Equal("Nice to meet you, Ines. Noted: your name is Ines.", await talk.SayAsync("My name is Ines."));
        Assert.Equal("Welcome back, Ines! How can I help you today?", await talk.SayAsync("Hello"));
        Assert.Equal("Welcome back, Ines! 17 + 25 = 42", await talk.SayAsync("What is 17 + 25?"));
    }
}
