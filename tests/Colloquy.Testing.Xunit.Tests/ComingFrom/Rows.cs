namespace Colloquy.Testing.Xunit.Tests.ComingFrom;

/// <summary>
/// What two pages about conversation tests in Python show: 'Multi-Turn Sessions' of pytest-skill-engineering (guide), and 'Sessions' of its forerunner
/// pytest-aitest (aitest). There is a row for each sample, each entry of a table and each claim, in our words. Each has a test that shows our form.
/// </summary>
internal static class Rows
{
    public static IReadOnlyList<string> All { get; } =
    [
        "guide, why: a later message needs what was said and done before",
        "guide, sample: a mark with a name makes a class one conversation",
        "guide, sample: an agent with a model and an MCP server",
        "guide, sample: the first turn succeeds and calls a tool",
        "guide, sample: the second turn uses what the first was about",
        "guide, sample: the third turn builds on all of it",
        "guide, key points: turns run in the order of the source",
        "guide, key points: each turn sees the whole history",
        "guide, key points: the name groups the tests",
        "guide, warning: not to be run in parallel",
        "guide, flow: what was said and answered goes from turn to turn",
        "guide, when to use: a single question",
        "guide, when to use: a conversation of several turns",
        "guide, when to use: a workflow of several steps",
        "guide, when to use: features that do not depend on each other",
        "guide, when to use: whether context is kept",
        "guide, parameters: one conversation for each model, named by it",
        "guide, parameters: each has a flow of its own",
        "guide, parameters: a test takes a server as a fixture",
        "guide, report: each conversation is shown whole, with all turns",

        "aitest, why: balances are looked up",
        "aitest, why: money is moved",
        "aitest, why: a question is answered from memory",
        "aitest, quick start: state that the tests of a class share",
        "aitest, quick start: what is tested is set up once",
        "aitest, quick start: three turns with the history handed on",
        "aitest, messages: a conversation is given to a turn",
        "aitest, messages: a turn returns the conversation",
        "aitest, count: whether a turn continues, and how many messages it was given",
        "aitest, fixture: a turn whose checks fail stays in the history",
        "aitest, fixture: a judge grades the answer",
        "aitest, tips: begin with something that can be recognized",
        "aitest, tips: refer to it without saying it again",
        "aitest, tips: ask what only the history answers",
        "aitest, isolation: two classes know nothing of each other",
        "aitest, report: a container for the conversation",
        "aitest, report: totals of time, tokens, cost and tool calls",
        "aitest, report: the number of messages between turns",
        "aitest, report: details that open",
        "aitest, example: it shows in three steps that the history is kept",
        "aitest, best practices: keep the messages before asserting",
        "aitest, best practices: memorable facts",
        "aitest, best practices: questions of pure context",
        "aitest, best practices: one state for related tests",
        "aitest, best practices: test the isolation",
    ];
}
