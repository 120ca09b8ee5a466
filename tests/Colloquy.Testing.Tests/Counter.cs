namespace Colloquy.Testing.Tests;

/// <summary>A small host with state: it counts.</summary>
internal sealed class Counter
{
    private int _value;

    public static InProcessToolHost NewHost(string name = "counter")
    {
        var counter = new Counter();
        return new InProcessToolHost(name, AIFunctionFactory.Create((int by) => counter._value += by, "add"), AIFunctionFactory.Create(() => counter._value, "value"));
    }
}
