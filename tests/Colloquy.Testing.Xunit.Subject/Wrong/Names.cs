namespace Subject.Wrong;

[Conversation<Notebook>("same-name")]
public sealed class SameName(Conversation conversation)
{
    [Turn]
    public Task First() => conversation.SayAsync("one");
}

/// <summary>Case makes no difference, since files are named after conversations.</summary>
[Conversation<Notebook>("Same-Name")]
public sealed class SameNameToo(Conversation conversation)
{
    [Turn]
    public Task First() => conversation.SayAsync("one");
}

/// <summary>The names are the same, but the variants are not.</summary>
[Conversation<Notebook>("shared"), Variant("model-a")]
public sealed class SharedA(Conversation conversation)
{
    [Turn]
    public Task First() => conversation.SayAsync("one");
}

[Conversation<Notebook>("shared"), Variant("model-b")]
public sealed class SharedB(Conversation conversation)
{
    [Turn]
    public Task First() => conversation.SayAsync("one");
}

[Conversation<Notebook>("same-variant"), Variant("model-a"), Variant("model-a")]
public sealed class SameVariant(Conversation conversation)
{
    [Turn]
    public Task First() => conversation.SayAsync("one");
}

[Conversation<Notebook>(" ")]
public sealed class NoName(Conversation conversation)
{
    [Turn]
    public Task First() => conversation.SayAsync("one");
}

public sealed class NoConversation
{
    [Turn]
    public void First()
    {
    }
}

[Conversation("no-setup")]
public sealed class NoSetup(Conversation conversation)
{
    [Turn]
    public Task First() => conversation.SayAsync("one");
}

[Conversation("wrong-setup", typeof(string))]
public sealed class WrongSetup(Conversation conversation)
{
    [Turn]
    public Task First() => conversation.SayAsync("one");
}
