using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Models.Tests;

public sealed class OfflineMemoryTests
{
    public static TheoryData<string, string, string> Recollections => new()
    {
        { "My name is Alice and I love hiking.", "What do you remember about me?", "You said your name is Alice and you love hiking." },
        { "Hi! I'm a nurse, and I live in Oslo.", "What do you know about me?", "You said you're a nurse and you live in Oslo." },
        { "My name is Alice.", "What's my name?", "Your name is Alice." },
        { "I'm Bob and I work as a plumber.", "What is my name?", "Your name is Bob." },
        { "My favourite colour is blue.", "What is my favourite colour?", "Your favourite colour is blue." },
        { "Hi, I'm having trouble with my subscription billing.", "What was I asking about?", "You were asking about trouble with your subscription billing." },
        { "Can you help me with my refund?", "What were we talking about?", "We were talking about your refund." },
        { "I'm saving for a trip to Paris.", "What was I saving for again?", "You were saving for a trip to Paris." },
        { "I want to save $5000 for a Paris trip.", "What was I saving for?", "You were saving for a Paris trip." },
        { "There is a problem with invoice #12345.", "What was that invoice number we discussed?", "The invoice number was #12345." },
        { "My order number is AB-778.", "what was the order number I mentioned", "The order number was AB-778." },
        { "The deadline is Friday.", "Remind me of the deadline.", "The deadline was Friday." },
        { "The build breaks on Windows. It works on Linux.", "What did I say about Windows?", "You said: \"The build breaks on Windows.\"" },
        { "Add 'Review PR #42' to my tasks", "What tasks do I have?", "You have 1 task: 1. Review PR #42." },
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
        await talk.SayAsync("My name is Alice.");
        await talk.SayAsync("What's 2+2?");
        await talk.SayAsync("I work at a bakery and I have two cats.");

        Assert.Equal("You said your name is Alice, you work at a bakery and you have two cats.", await talk.SayAsync("What do you remember about me?"));
    }

    [Fact]
    public async Task Questions_about_the_conversation_are_not_its_topic()
    {
        var talk = new Talk();
        await talk.SayAsync("I need help with my invoice #4471.");
        await talk.SayAsync("What was that invoice number we discussed?");
        await talk.SayAsync("What do you remember about me?");

        Assert.Equal("You were asking about your invoice #4471.", await talk.SayAsync("What was I asking about?"));
    }

    [Theory]
    [InlineData("add ")]
    [InlineData("what was that ")]
    [InlineData("help ")]
    [InlineData("remove ")]
    [InlineData("my is ")]
    [InlineData("I am and ")]
    [InlineData("1+")]
    [InlineData("open a ticket ")]
    public async Task A_very_long_message_is_answered_too(string part)
    {
        var text = string.Concat(Enumerable.Repeat(part, 50_000 / part.Length));

        var answer = await new Talk().SayAsync(text).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.NotEmpty(answer);
    }

    [Fact]
    public async Task Tasks_are_added_listed_and_taken_off()
    {
        var talk = new Talk();

        Assert.Equal("I've added \"Review PR #42\" to your task list. You now have 1 task.", await talk.SayAsync("Add 'Review PR #42' to my tasks"));
        Assert.Equal("I've added \"Deploy to production\" to your task list. You now have 2 tasks.", await talk.SayAsync("Add 'Deploy to production' as a task"));
        Assert.Equal("You have 2 tasks: 1. Review PR #42, 2. Deploy to production.", await talk.SayAsync("What are my tasks?"));
        Assert.Equal("I've taken \"Review PR #42\" off your task list. You now have 1 task.", await talk.SayAsync("Mark 'Review PR #42' as done"));
        Assert.Equal("You have 1 task: 1. Deploy to production.", await talk.SayAsync("What tasks do I have?"));
    }

    [Theory]
    [InlineData("What's 2+2?", "2+2 = 4")]
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
        var talk = new Talk(new ChatOptions { Instructions = "Acknowledge returning customers." });

        Assert.Equal("Nice to meet you, Alice. Noted: your name is Alice.", await talk.SayAsync("My name is Alice."));
        Assert.Equal("Welcome back, Alice! How can I help you today?", await talk.SayAsync("Hello"));
        Assert.Equal("Welcome back, Alice! 2+2 = 4", await talk.SayAsync("What's 2+2?"));
    }
}
