"""The phone names of festival's voices by language, each with the CMU phone of the nearest mouth."""


def table(pairs):
    return dict(pair.split("=") for pair in pairs.split())


SAME = table("p=p b=b t=t d=d k=k g=g f=f v=v s=s z=z h=hh m=m n=n l=l r=r w=w j=y #=pau pau=pau _=pau ##=pau")

ITALIAN = SAME | table(
    "i=iy e=eh E=eh a=aa o=ao O=ao u=uw i1=iy e1=eh E1=eh a1=aa o1=ao O1=ao u1=uw S=sh Z=zh tS=ch dZ=jh J=n ng=ng nf=v L=l"
)
ITALIAN |= {"ts": "t s", "dz": "d z"}

FINNISH = SAME | table("a=aa e=eh i=ih o=ao u=uh y=uw @=ae 7=ow &=ax T=th D=dh S=sh Z=zh N=ng L=l")
FINNISH |= table("i:=iy u:=uw") | {f"{name}:": phone for name, phone in FINNISH.items() if name not in "iu"}

CZECH = SAME | table(
    "a=aa a:=aa e=eh e:=eh i=ih i:=iy o=ao o:=ao u=uh u:=uw c~=ch ch=k d~=d dz~=jh n*=ng n~=n r~=zh r~*=sh s~=sh t~=t z~=zh"
)
CZECH |= {"c": "t s", "dz": "d z"}

RUSSIAN = {name: phone for name, phone in SAME.items() if name != "h"}
RUSSIAN |= {name * 2: phone for name, phone in RUSSIAN.items() if len(name) == 1}  # the soft consonants
RUSSIAN |= table(
    "ii=iy yy=ih uu=uw ee=eh oo=ao aa=aa a=ah e=ih i=ih y=ih u=uh ae=ax ay=ih ur=uh ch=ch sh=sh sch=sh zh=zh h=k hh=k"
)
RUSSIAN |= {"c": "t s"}

CATALAN = SAME | table(
    "ax=ax a=aa a1=aa e=eh e1=eh E=eh E1=eh i=iy i1=iy o=ao o1=ao O=ao O1=ao u=uw u1=uw J=n L=l rr=r S=sh Z=zh"
)

PHONES = {"it": ITALIAN, "fi": FINNISH, "cs": CZECH, "ru": RUSSIAN, "ca": CATALAN}
