#pragma warning disable xUnit1000 // That xunit passes a class by is what is wrong.
namespace Subject.Wrong;

[Conversation<Notebook>("not-public")]
internal sealed class NotPublic(Conversation conversation)
{
    [Turn]
    public Task First() => conversation.SayAsync("one");
}

public static class Surroundings
{
    [Conversation<Notebook>("not-public-within")]
    internal sealed class NotPublicWithin(Conversation conversation)
    {
        [Turn]
        public Task First() => conversation.SayAsync("one");
    }
}

[Conversation<Notebook>("abstract")]
public abstract class IsAbstract(Conversation conversation)
{
    [Turn]
    public Task First() => conversation.SayAsync("one");
}

[Conversation<Notebook>("no-turns")]
public sealed class NoTurns(Conversation conversation)
{
    public Task First() => conversation.SayAsync("one");
}

[Conversation<Notebook>("generic")]
public sealed class IsGeneric<T>(Conversation conversation)
{
    [Turn]
    public Task First() => conversation.SayAsync(typeof(T).Name);
}
