using System.Reflection;
using Xunit.v3;

namespace Colloquy.Testing.Discovery;

/// <summary>A class of which no object is created, since its tests fail before they begin. Whatever its constructors are, the message says what is wrong.</summary>
internal sealed class FailingTestClass : XunitTestClass, IXunitTestClass
{
#pragma warning disable CS0618 // The deserializer calls it.
    public FailingTestClass()
    {
    }
#pragma warning restore CS0618

    public FailingTestClass(Type testClass, IXunitTestCollection collection)
        : base(testClass, collection)
    {
    }

    IReadOnlyCollection<Type> IXunitTestClass.ClassFixtureTypes => [];

    IReadOnlyCollection<ConstructorInfo>? IXunitTestClass.Constructors => null;
}
