namespace Subject.Wrong;

public sealed partial class TwoFiles
{
    [Turn]
    public Task Second() => conversation.SayAsync("two");
}
